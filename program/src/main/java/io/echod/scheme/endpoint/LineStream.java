package io.echod.scheme.endpoint;

import io.echod.net.Connection;
import io.echod.net.line.LineReader;
import io.echod.net.line.LineTooLong;
import io.echod.scheme.output.CountedLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines over a connection. Callbacks of the connection are called when what the script last asked
 * for is there: a line, or after {@code lfn-read} any byte.
 */
public final class LineStream {

  /** The longest line; a peer that sends a longer one is not heard further. */
  public static final int LINE_BYTES_MAX = 1 << 20;

  private final TcpConnection endpoint;
  private final CountedLine readLine = new CountedLine("tcp: read ", " bytes from ");

  /** Null until the endpoint is connected. */
  private @Nullable LineReader reader;

  private boolean bytesWanted;
  private boolean failed;
  private boolean endTold;
  private long inputTaken;

  /** Reads a connection by lines from now on. */
  public LineStream(TcpConnection endpoint) {
    this.endpoint = endpoint;
    endpoint.input().byLines(this);
    beginReading(endpoint.watched());
  }

  private @Nullable LineReader beginReading(@Nullable Connection connection) {
    if (reader == null && connection != null) {
      reader = new LineReader(connection, LINE_BYTES_MAX);
      endpoint.handInput(reader.input());
    }
    return reader;
  }

  private boolean hasLine() {
    return reader != null && reader.hasLine();
  }

  private int bufferedBytes() {
    return reader == null ? 0 : reader.bufferedBytes();
  }

  /** The connection below. */
  public TcpConnection endpoint() {
    return endpoint;
  }

  /** The next line, waiting for it at most so long; empty at the end, or where none came. */
  public Optional<byte[]> line(Duration timeout) {
    bytesWanted = false;
    if (!hasLine()) {
      fillUntil(timeout, false);
    }
    Optional<byte[]> line = nextLine();
    taken(line.isPresent());
    tellHeld();
    return line;
  }

  private Optional<byte[]> nextLine() {
    try {
      return reader == null ? Optional.empty() : reader.nextLine();
    } catch (LineTooLong refused) {
      lost(refused);
      return Optional.empty();
    }
  }

  /**
   * Takes bytes, waiting for the first, or for all of them, at most so long. Grows with what comes,
   * not with what was asked for.
   *
   * @return the bytes taken; empty where the input had ended before the first
   */
  public Optional<byte[]> read(int lengthMax, boolean fully, Duration timeout) {
    bytesWanted = true;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long deadline = endpoint.loop.waits().deadline(timeout);
    take(bytes, lengthMax);
    while (bytes.size() < lengthMax && (fully || bytes.size() == 0) && !isEnded()) {
      if (!fillUntil(endpoint.loop.waits().left(timeout, deadline), true)) {
        break;
      }
      take(bytes, lengthMax);
    }
    boolean atEnd = bytes.size() == 0 && isEnded() && lengthMax > 0;
    taken(!atEnd);
    tellHeld();
    return atEnd ? Optional.empty() : Optional.of(bytes.toByteArray());
  }

  private void take(ByteArrayOutputStream bytes, int lengthMax) {
    byte[] scratch = endpoint.endpoints.buffer().scratch();
    int count;
    do {
      int room = Math.min(scratch.length, lengthMax - bytes.size());
      count = reader == null ? 0 : reader.take(ByteBuffer.wrap(scratch, 0, room));
      bytes.write(scratch, 0, count);
    } while (count > 0);
  }

  /**
   * Callbacks that wait for input are called for input that was read ahead, which the socket has no
   * more.
   */
  private void tellHeld() {
    if (holdsInput()) {
      endpoint.inputHeld();
    }
  }

  private void taken(boolean something) {
    inputTaken++;
    if (!something && isEnded()) {
      endTold = true;
    }
  }

  /** Fills until a line, or any byte, or the end is there; false where the time is over before. */
  private boolean fillUntil(Duration timeout, boolean anyByte) {
    long deadline = endpoint.loop.waits().deadline(timeout);
    while (!isEnded() && !(anyByte ? bufferedBytes() > 0 : hasLine())) {
      if (fill() != 0) {
        continue;
      }
      boolean late = endpoint.loop.waits().left(timeout, deadline).isZero();
      if (late || !endpoint.waits().forInput(timeout, deadline)) {
        return false;
      }
    }
    return true;
  }

  private int fill() {
    boolean complete = endpoint.waits().complete(Duration.ZERO);
    LineReader lines = beginReading(endpoint.watched());
    if (!complete || lines == null) {
      failed = !endpoint.isOpen();
      return failed ? Connection.END : 0;
    }
    try {
      int count = lines.fill();
      if (count > 0) {
        endpoint.trace.endpoint(readLine, count, endpoint.labelLine());
      }
      return count;
    } catch (IOException lost) {
      lost(lost);
      return Connection.END;
    }
  }

  private void lost(IOException why) {
    failed = true;
    endpoint.tellLost(why);
    endpoint.hearNoMore();
  }

  private boolean isEnded() {
    return failed || (reader != null && reader.isInputEnded());
  }

  /** Reads what is there; whether the script would then get what it wants without waiting. */
  public boolean hasInput() {
    if (!holdsInput()) {
      fill();
      tellHeld();
    }
    return holdsInput();
  }

  boolean holdsInput() {
    // In this order: counted bytes are no line, and may be more than the longest.
    return hasWords() || (isEnded() && !endTold);
  }

  /** Whether something is here that the script wants, other than the end. */
  boolean hasWords() {
    return (bytesWanted && bufferedBytes() > 0) || hasLine();
  }

  /** Whether the script has met the end. */
  boolean isEndTold() {
    return endTold;
  }

  /** Changes with each call that takes input. */
  long inputTaken() {
    return inputTaken;
  }

  /** Whether input may still come, or is here. */
  public boolean isUp() {
    return !(isEnded() && bufferedBytes() == 0) && endpoint.isOpen();
  }

  @Override
  public String toString() {
    return "#<line stream " + endpoint.label() + (endpoint.isDestroyed() ? ", destroyed>" : ">");
  }
}
