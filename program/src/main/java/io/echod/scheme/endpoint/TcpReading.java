package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What READ means for a connection: any byte or, where a line stream reads it, a whole line. */
public final class TcpReading {

  private final TcpInput input;

  /** Null where no stream reads it. */
  private @Nullable LineStream lines;

  TcpReading(TcpInput input) {
    this.input = input;
  }

  /** From now on a stream takes the input. */
  void byLines(LineStream stream) {
    lines = stream;
  }

  /** Whether a line stream takes the input. */
  public boolean isByLines() {
    return lines != null;
  }

  /** Leaves READ of the reasons where the script would find what it reads. */
  int prepare(int reasons) {
    return lines == null || (reasons & Reason.READ) == 0 || lines.hasInput()
        ? reasons
        : reasons & ~Reason.READ;
  }

  /** Whether READ holds by something that has left the socket already. */
  boolean holds() {
    return lines == null ? input.isHeld() : lines.holdsInput();
  }

  /** A number that changes whenever the script takes input. */
  long taken() {
    return lines == null ? input.reads() : lines.inputTaken();
  }

  /** Whether something is here that the script wants, other than the end. */
  boolean hasWords() {
    return lines == null ? input.isAhead() : lines.hasWords();
  }

  /** Whether the script has read the end. */
  boolean isEndTold() {
    return lines == null ? input.isEndTold() : lines.isEndTold();
  }

  /** Whether the script would find something now, be it the end. */
  boolean isReadable(@Nullable Connection connection) throws IOException {
    return lines == null
        ? input.isAhead() || (connection != null && connection.isReadable())
        : lines.hasInput();
  }
}
