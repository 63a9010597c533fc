package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.line.Input;
import io.echod.scheme.output.CountedLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A script's input from a connection; reads ahead of what is asked for. READ means any byte of it
 * or, where a line stream reads it, a whole line.
 */
public final class TcpInput {

  private final TcpConnection owner;
  private final SharedBuffer shared;

  /** Null where nothing was read ahead. */
  private @Nullable ReadAhead ahead;

  /** Null where no stream takes the input. */
  private @Nullable LineStream lines;

  /** Null until the trace reports a read. */
  private @Nullable CountedLine readLine;

  /**
   * A read met the end behind the last bytes, which it returned; the end is still to be reported.
   */
  private boolean endOwed;

  /** Bytes read ahead were taken, or some of them, after the connection was lost. */
  private boolean endDue;

  /** The script has read the end. */
  private boolean endTold;

  private long reads;

  TcpInput(TcpConnection owner) {
    this.owner = owner;
    shared = owner.endpoints.buffer();
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
  boolean isHeld() {
    return lines == null ? endOwed || ahead != null : lines.holdsInput();
  }

  /** A number that changes whenever the script takes input. */
  long taken() {
    return lines == null ? reads : lines.inputTaken();
  }

  /** Whether the script has read from it, other than by a line stream. */
  boolean isRead() {
    return reads > 0;
  }

  /** Whether something was read ahead. */
  boolean isAhead() {
    return ahead != null;
  }

  /** Whether something is here that the script wants, other than the end. */
  boolean hasWords() {
    return lines == null ? ahead != null : lines.hasWords();
  }

  /** Whether the script would find something now, be it the end. */
  boolean isReadable(@Nullable Connection connection) throws IOException {
    return lines == null
        ? ahead != null || (connection != null && connection.isReadable())
        : lines.hasInput();
  }

  /** Whether the script has taken what was read ahead of the loss, and is to read the end. */
  boolean isEndDue() {
    return endDue;
  }

  /** Has the next callback called for the end that a read has met: the socket reports it once. */
  void oweEnd() {
    endOwed = true;
    endTold = false;
  }

  /** Whether the script has read the end. */
  boolean isEndTold() {
    return lines == null ? endTold : lines.isEndTold();
  }

  /**
   * Gives the next chunk at once, or none.
   *
   * @return the chunk; null at the end and where the connection has failed
   */
  @Nullable String chunk(int lengthMax) {
    ReadAhead known = ahead;
    if (known != null) {
      takingAhead();
      String chunk = known.take(lengthMax);
      taken(known);
      tellRead(chunk.length());
      return shared.give(chunk);
    }
    ByteBuffer buffer = shared.emptied(SharedBuffer.BYTES);
    int count = receive(buffer, Duration.ZERO);
    if (count > lengthMax) {
      ahead = new ReadAhead(owner.endpoints.buffers().borrow(), buffer.flip().position(lengthMax));
      buffer.position(lengthMax);
      count = lengthMax;
    }
    tellRead(count);
    return count == Connection.END ? null : shared.hold(count);
  }

  /**
   * Reads one chunk into the buffer.
   *
   * @return the bytes read, 0 where none came in time; {@link Connection#END} at the end and where
   *     the connection has failed
   */
  int read(ByteBuffer buffer, Duration timeout) {
    int count;
    ReadAhead known = ahead;
    if (known == null) {
      count = receive(buffer, timeout);
    } else {
      takingAhead();
      count = known.take(buffer);
      taken(known);
    }
    tellRead(count);
    return count;
  }

  private void takingAhead() {
    reads++;
    endDue = !owner.isOpen();
  }

  private void taken(ReadAhead some) {
    if (some.isEmpty()) {
      ahead = null;
      owner.endpoints.buffers().giveBack(some.bytes());
    }
  }

  private void tellRead(int count) {
    if (count == Connection.END) {
      endTold = true;
      owner.trace.endpoint("read the end of ", owner.labelLine());
    } else if (count > 0 && owner.trace.tracesEndpoints()) {
      readLine = CountedLine.orNew(readLine, "tcp: read ", " bytes from ");
      owner.trace.endpoint(readLine, count, owner.labelLine());
    }
  }

  private int receive(ByteBuffer buffer, Duration timeout) {
    reads++;
    endOwed = false;
    endDue = false;
    try {
      Connection connection = owner.connectionWithin(timeout);
      if (connection == null && owner.isOpen()) {
        return 0;
      }
      if (connection == null || !connection.isOpen()) {
        owner.closed();
        return Connection.END;
      }
      return timeout.isZero()
          ? connection.read(buffer)
          : Blocking.read(connection, buffer, timeout);
    } catch (IOException lost) {
      owner.tellLost(lost);
      return Connection.END;
    }
  }

  /** Gives what was read ahead to a stream that takes the input from now on. */
  void handTo(Input input) {
    ByteBuffer buffer = shared.emptied(SharedBuffer.BYTES);
    ReadAhead known = ahead;
    if (known != null) {
      known.take(buffer);
      taken(known);
    }
    input.put(buffer.flip());
  }
}
