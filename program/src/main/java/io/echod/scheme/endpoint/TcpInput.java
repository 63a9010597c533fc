package io.echod.scheme.endpoint;

import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.line.Input;
import io.echod.scheme.output.CountedLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A script's input from a connection; reads ahead of what is asked for. */
final class TcpInput {

  private final TcpConnection owner;
  private final SharedBuffer shared;
  private final ReadAhead ahead;
  private final CountedLine readLine = new CountedLine("tcp: read ", " bytes from ");

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
    ahead = new ReadAhead(owner.endpoints.buffers());
  }

  /** A number that changes with each read. */
  long reads() {
    return reads;
  }

  /** Whether something was read ahead. */
  boolean isAhead() {
    return !ahead.isEmpty();
  }

  /** Whether a callback is to be called by something that has left the socket already. */
  boolean isHeld() {
    return endOwed || !ahead.isEmpty();
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
    return endTold;
  }

  /**
   * Gives the next chunk at once, or none.
   *
   * @return the chunk; null at the end and where the connection has failed
   */
  @Nullable String chunk(int lengthMax) {
    if (!ahead.isEmpty()) {
      takingAhead();
      String chunk = ahead.take(lengthMax);
      tellRead(chunk.length());
      return shared.give(chunk);
    }
    ByteBuffer buffer = shared.emptied(SharedBuffer.BYTES);
    int count = receive(buffer, Duration.ZERO);
    if (count > lengthMax) {
      ahead.keep(buffer.flip().position(lengthMax));
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
    if (ahead.isEmpty()) {
      count = receive(buffer, timeout);
    } else {
      takingAhead();
      count = ahead.take(buffer);
    }
    tellRead(count);
    return count;
  }

  private void takingAhead() {
    reads++;
    endDue = !owner.isOpen();
  }

  private void tellRead(int count) {
    if (count == Connection.END) {
      endTold = true;
      owner.trace.endpoint("read the end of ", owner.labelLine());
    } else if (count > 0) {
      owner.trace.endpoint(readLine, count, owner.labelLine());
    }
  }

  private int receive(ByteBuffer buffer, Duration timeout) {
    reads++;
    endOwed = false;
    endDue = false;
    try {
      Connection connection = owner.waits().connected(timeout);
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
    ahead.take(buffer);
    input.put(buffer.flip());
  }
}
