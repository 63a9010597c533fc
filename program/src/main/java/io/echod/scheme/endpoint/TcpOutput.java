package io.echod.scheme.endpoint;

import io.echod.dispatcher.Deferred;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.scheme.output.CountedLine;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A script's output to a connection. Where a callback answers what was read ahead, piece by piece,
 * the answers are gathered until the end of the turn: one call of the system for all.
 */
public final class TcpOutput {

  private static final int FAILED = -1;

  private final TcpConnection owner;

  /** Null until the trace reports a write. */
  private @Nullable CountedLine wroteLine;

  /** Null until something is gathered. */
  private @Nullable Deferred flushing;

  private byte @Nullable [] gathered;
  private int size;
  private boolean used;
  private int unacceptedBytes;
  private int shortWrites;

  TcpOutput(TcpConnection owner) {
    this.owner = owner;
  }

  /** Whether anything was ever written. */
  boolean isUsed() {
    return used;
  }

  /**
   * How many bytes the script has left unwritten by mistake, as it seems: of a string that is
   * longer than the queue, or of several in a row. A script that ends a connection at the first one
   * has looked.
   */
  int unacceptedBytes() {
    return shortWrites > 1 ? unacceptedBytes : 0;
  }

  /** So many bytes of a string of such a length found no room in the queue, be it none. */
  public void unaccepted(int bytes, int length) {
    if (bytes == 0) {
      shortWrites = 0;
      unacceptedBytes = 0;
    } else if (length > ConnectionOptions.DEFAULT.queuedBytesMax()) {
      shortWrites = 2;
      unacceptedBytes = bytes;
    } else {
      shortWrites++;
      unacceptedBytes += bytes;
    }
  }

  /** Whether what is written now had better be gathered, as more is to come in this turn. */
  public boolean gathers() {
    Connection connection = owner.watched();
    return size > 0 || (connection != null && owner.holdsInput() && connection.queuedBytes() == 0);
  }

  /**
   * Gathers a string of bytes, to be written at the end of the turn.
   *
   * @return the bytes accepted; -1 where the connection has failed
   */
  public int gather(CharSequence string) {
    int length = string.length();
    if (length > Buffers.BYTES - size) {
      flush();
    }
    Connection connection = owner.watched();
    if (connection == null || !connection.isOpen()) {
      return FAILED;
    }
    if (length > Buffers.BYTES || connection.queuedBytes() > 0) {
      return 0;
    }
    byte[] target = gathered;
    if (target == null) {
      target = owner.endpoints.buffers().borrow();
      gathered = target;
      flushAtTurnsEnd();
    }
    ByteStrings.copy(string, 0, length, target, size);
    size += length;
    return told(length);
  }

  private void flushAtTurnsEnd() {
    Deferred known = flushing;
    if (known == null) {
      known = new Deferred(this::flush);
      flushing = known;
    }
    owner.loop.dispatcher().defer(known);
  }

  /** Writes what was gathered; what the socket does not take is queued. */
  void flush() {
    byte[] source = gathered;
    if (source == null) {
      return;
    }
    gathered = null;
    int count = size;
    size = 0;
    try {
      Connection connection = owner.watched();
      if (connection != null && connection.isOpen()) {
        // All of it is accepted: it is less than the queue takes, and that was empty.
        connection.write(ByteBuffer.wrap(source, 0, count));
      }
    } catch (IOException lost) {
      owner.tellLost(lost);
    } finally {
      owner.endpoints.buffers().giveBack(source);
    }
  }

  /**
   * Writes a chunk; what the socket does not take is queued.
   *
   * @return the bytes accepted; -1 where the connection has failed
   */
  public int writeOrQueue(ByteBuffer buffer) {
    flush();
    if (!owner.isOpen()) {
      return FAILED;
    }
    try {
      Connection connection = owner.connectionWithin(Duration.ZERO);
      if (connection == null) {
        return unconnected();
      }
      return told(connection.write(buffer));
    } catch (IOException lost) {
      owner.tellLost(lost);
      return FAILED;
    }
  }

  /**
   * Writes a chunk past the queue.
   *
   * @return the bytes that the system has taken in time; -1 where the connection has failed
   */
  public int write(ByteBuffer buffer, Duration timeout) {
    flush();
    if (!owner.isOpen()) {
      return FAILED;
    }
    try {
      Connection connection = owner.connectionWithin(timeout);
      if (connection == null) {
        return unconnected();
      }
      return told(
          timeout.isZero()
              ? connection.writeNow(buffer)
              : Blocking.write(connection, buffer, timeout));
    } catch (IOException lost) {
      owner.tellLost(lost);
      return FAILED;
    }
  }

  /**
   * Ends the output after what is queued; false where the connection has failed, or is none yet.
   */
  public boolean shutdown() {
    flush();
    if (!owner.isOpen()) {
      return false;
    }
    try {
      Connection connection = owner.connectionWithin(Duration.ZERO);
      if (connection == null) {
        return false;
      }
      connection.shutdownOutput();
      owner.trace.endpoint("ended the output to ", owner.labelLine());
      return true;
    } catch (IOException lost) {
      owner.tellLost(lost);
      return false;
    }
  }

  /** The result of a write for the script where there is no connection. */
  private int unconnected() {
    return owner.isCalling() ? 0 : FAILED;
  }

  private int told(int count) {
    used = true;
    if (owner.trace.tracesEndpoints()) {
      wroteLine = CountedLine.orNew(wroteLine, "tcp: wrote ", " bytes to ");
      owner.trace.endpoint(wroteLine, count, owner.labelLine());
    }
    return count;
  }
}
