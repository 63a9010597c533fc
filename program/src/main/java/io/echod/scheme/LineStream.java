package io.echod.scheme;

import io.echod.tcp.Connection;
import io.echod.tcp.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Lines over a connection. Callbacks of the connection are called when what the script last asked
 * for is there: a line, or after {@code lfn-read} any byte.
 */
final class LineStream {

  /** The longest line; a peer that sends a longer one is not heard further. */
  static final int LINE_BYTES_MAX = 1 << 20;

  final TcpConnection endpoint;
  private final LineReader reader;
  private boolean bytesWanted;
  private boolean failed;
  private boolean endTold;
  private long inputTaken;

  LineStream(TcpConnection endpoint) {
    this.endpoint = endpoint;
    reader = new LineReader(endpoint.endpoint(), LINE_BYTES_MAX);
    endpoint.lines = this;
  }

  /** The next line, waiting for it at most so long; empty at the end, or where none came. */
  Optional<byte[]> line(Duration timeout) {
    bytesWanted = false;
    if (!reader.hasLine()) {
      fillUntil(timeout, false);
    }
    Optional<byte[]> line = reader.nextLine();
    taken(line.isPresent());
    return line;
  }

  /**
   * Takes bytes, waiting for the first, or for all that the buffer has room for, at most so long.
   *
   * @return the bytes taken; {@link Connection#END} where the input had ended before the first
   */
  int read(ByteBuffer buffer, boolean fully, Duration timeout) {
    bytesWanted = true;
    int count = reader.take(buffer);
    long deadline = endpoint.session.deadline(timeout);
    while (buffer.hasRemaining() && (fully || count == 0) && !isEnded()) {
      if (!fillUntil(endpoint.session.left(timeout, deadline), true)) {
        break;
      }
      count += reader.take(buffer);
    }
    boolean atEnd = count == 0 && isEnded() && buffer.hasRemaining();
    taken(!atEnd);
    return atEnd ? Connection.END : count;
  }

  private void taken(boolean something) {
    inputTaken++;
    if (!something && isEnded()) {
      endTold = true;
    }
  }

  /** Fills until a line, or any byte, or the end is there; false where the time is over before. */
  private boolean fillUntil(Duration timeout, boolean anyByte) {
    long deadline = endpoint.session.deadline(timeout);
    while (!isEnded() && !(anyByte ? reader.bufferedBytes() > 0 : reader.hasLine())) {
      if (fill() != 0) {
        continue;
      }
      Duration left = endpoint.session.left(timeout, deadline);
      if (left.isZero() || !endpoint.session.waits.forInput(endpoint.endpoint(), left)) {
        return false;
      }
    }
    return true;
  }

  private int fill() {
    if (!endpoint.endpoint().isOpen()) {
      failed = true;
      return Connection.END;
    }
    try {
      int count = reader.fill();
      if (count > 0) {
        endpoint.session.story.endpoint("read ", count, " bytes from ", endpoint);
      }
      return count;
    } catch (IOException lost) {
      failed = true;
      endpoint.tellLost(lost);
      return Connection.END;
    }
  }

  private boolean isEnded() {
    return failed || reader.isInputEnded();
  }

  /** Reads what is there; whether the script would then get what it wants without waiting. */
  boolean hasInput() {
    if (!holdsInput()) {
      fill();
    }
    return holdsInput();
  }

  boolean holdsInput() {
    return reader.hasLine()
        || (bytesWanted && reader.bufferedBytes() > 0)
        || (isEnded() && !endTold);
  }

  /** Changes with each call that takes input. */
  long inputTaken() {
    return inputTaken;
  }

  boolean isUp() {
    return !(isEnded() && reader.bufferedBytes() == 0) && endpoint.endpoint().isOpen();
  }

  @Override
  public String toString() {
    return "#<line stream " + endpoint.label + (endpoint.isDestroyed() ? ", destroyed>" : ">");
  }
}
