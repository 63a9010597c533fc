package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.scheme.runtime.Waits;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection, answered or called. */
public final class TcpConnection extends TcpEndpoint {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Connection connection;
  private final Urgent urgent;

  /** A read met the end behind the last bytes, which it gave; the end is still to be told. */
  private boolean endOwed;

  private long reads;
  private boolean written;

  /** It was closed, and still writes, or waits for its peer's end. */
  private boolean ending;

  private boolean gone;

  /** The line stream over it, if there is one: then READ means that a line is there. */
  private @Nullable LineStream lines;

  /** Numbers a connection. */
  public TcpConnection(Endpoints endpoints, Connection connection) {
    super(endpoints, connection.name());
    this.connection = connection;
    urgent = new Urgent(connection);
    connection.onClose(_ -> gone());
  }

  private void gone() {
    gone = true;
    if (ending) {
      loop.background().end();
    }
    closed();
  }

  /** Whether there is a line stream over it. */
  public boolean hasLines() {
    return lines != null;
  }

  void readByLines(LineStream stream) {
    lines = stream;
  }

  /**
   * Reads one chunk into the buffer.
   *
   * @return the bytes read, 0 where none came in time; {@link Connection#END} at the end and where
   *     the connection has failed
   */
  public int read(ByteBuffer buffer, Duration timeout) {
    reads++;
    endOwed = false;
    if (!connection.isOpen()) {
      return Connection.END;
    }
    try {
      if (!isConnected(timeout)) {
        return 0;
      }
      int count =
          timeout.isZero() ? connection.read(buffer) : Blocking.read(connection, buffer, timeout);
      if (count == Connection.END) {
        trace.endpoint("read the end of ", labelLine());
      } else if (count > 0) {
        trace.endpoint("read ", count, " bytes from ", labelLine());
      }
      return count;
    } catch (IOException lost) {
      tellLost(lost);
      return Connection.END;
    }
  }

  /** Gives the urgent byte, 0 to 255, once; -1 where none has come since. */
  public int readUrgent() {
    try {
      return urgent.read();
    } catch (IOException lost) {
      tellLost(lost);
      return -1;
    }
  }

  private void takeUrgent() {
    try {
      urgent.take();
    } catch (IOException lost) {
      tellLost(lost);
    }
  }

  /** Has the next callback told of the end that a read has met: the socket tells it once. */
  public void oweEnd() {
    endOwed = true;
    inputHeld();
  }

  /**
   * Writes a chunk; what the socket does not take is queued.
   *
   * @return the bytes accepted; -1 where the connection has failed
   */
  public int writeOrQueue(ByteBuffer buffer) {
    if (!connection.isOpen()) {
      return -1;
    }
    try {
      return isConnected(Duration.ZERO) ? toldWritten(connection.write(buffer)) : 0;
    } catch (IOException lost) {
      tellLost(lost);
      return -1;
    }
  }

  /**
   * Writes a chunk past the queue.
   *
   * @return the bytes that the system has taken in time; -1 where the connection has failed
   */
  public int write(ByteBuffer buffer, Duration timeout) {
    if (!connection.isOpen()) {
      return -1;
    }
    try {
      if (!isConnected(timeout)) {
        return 0;
      }
      return toldWritten(
          timeout.isZero()
              ? connection.writeNow(buffer)
              : Blocking.write(connection, buffer, timeout));
    } catch (IOException lost) {
      tellLost(lost);
      return -1;
    }
  }

  /**
   * Ends the output after what is queued; false where the connection has failed, or is none yet.
   */
  public boolean shutdown() {
    if (!connection.isOpen()) {
      return false;
    }
    try {
      if (!isConnected(Duration.ZERO)) {
        return false;
      }
      connection.shutdownOutput();
      trace.endpoint("ended the output to ", labelLine());
      return true;
    } catch (IOException lost) {
      tellLost(lost);
      return false;
    }
  }

  /** Whether it is open, and the script neither reads nor writes, nor is called for it. */
  boolean isUnused() {
    return connection.isOpen() && reads == 0 && !written && lines == null && !hasCallbacks();
  }

  private int toldWritten(int count) {
    written = true;
    trace.endpoint("wrote ", count, " bytes to ", labelLine());
    return count;
  }

  /**
   * In a live session waits here until a read would find something, as the loop uses the session's
   * buffer meanwhile.
   *
   * @return how long the read itself may wait
   */
  public Duration untilReadable(Duration timeout) {
    return until(
        Reason.READ,
        timeout,
        () -> !connection.isOpen() || connection.isInputEnded() || connection.isReadable());
  }

  /** The same for a write. */
  public Duration untilWritable(Duration timeout) {
    return until(Reason.WRITE, timeout, () -> !connection.isOpen() || connection.isWritable());
  }

  private Duration until(int reasons, Duration timeout, Waits.Condition condition) {
    try {
      long deadline = loop.waits().deadline(timeout);
      loop.waits()
          .whileLive(
              connection,
              Reason.WRITE,
              timeout,
              () -> !connection.isOpen() || connection.complete());
      return loop.waits()
          .whileLive(connection, reasons, loop.waits().left(timeout, deadline), condition);
    } catch (IOException lost) {
      tellLost(lost);
      return Duration.ZERO;
    }
  }

  private boolean isConnected(Duration limit) throws IOException {
    Duration timeout =
        loop.waits().whileLive(connection, Reason.WRITE, limit, connection::complete);
    return timeout.isZero() ? connection.complete() : Blocking.complete(connection, timeout);
  }

  /** Whether a connection that was called is connected by now; false where it can't be. */
  public boolean complete(Duration timeout) {
    if (!connection.isOpen()) {
      return false;
    }
    try {
      return isConnected(timeout);
    } catch (IOException refused) {
      tellLost(refused);
      return false;
    }
  }

  /** Waits until it is connected and has input; false where the time is over before. */
  boolean awaitInput(Duration timeout, long deadline) {
    if (!complete(loop.waits().left(timeout, deadline))) {
      return !connection.isOpen();
    }
    return loop.waits().forInput(connection, loop.waits().left(timeout, deadline));
  }

  /** What its peer still sends is left unread, and nobody is called for it. */
  void hearNoMore() {
    if (connection.isOpen()) {
      loop.dispatcher().pause(connection, Reason.READ);
    }
  }

  void tellLost(IOException lost) {
    trace.endpoint("lost, as " + lost.getMessage() + ": ", labelLine());
  }

  @Override
  protected int prepare(int reasons) {
    if ((reasons & Reason.EXCEPT) != 0) {
      takeUrgent();
    }
    return lines == null || (reasons & Reason.READ) == 0 || lines.hasInput()
        ? reasons
        : reasons & ~Reason.READ;
  }

  @Override
  protected boolean holdsInput() {
    return lines == null ? endOwed : lines.holdsInput();
  }

  @Override
  protected long inputTaken() {
    return lines == null ? reads : lines.inputTaken();
  }

  /** A peer that does not read is not read from, though its lines be here already. */
  @Override
  protected boolean mayDeliver(Runnable later) {
    if (connection.queuedBytes() == 0 || !connection.isOpen()) {
      return true;
    }
    try {
      connection.write(NOTHING, _ -> later.run());
    } catch (IOException lost) {
      tellLost(lost);
    }
    return false;
  }

  @Override
  void close() {
    if (!gone && !ending) {
      ending = true;
      loop.background().begin();
    }
    connection.close();
  }

  @Override
  protected String callbackFailed() {
    end();
    return label() + " is closed";
  }

  @Override
  public Connection endpoint() {
    return connection;
  }

  @Override
  public void bufferBytes(int receive, int send) throws IOException {
    if (receive > 0) {
      connection.source().option(StandardSocketOptions.SO_RCVBUF, receive);
    }
    if (send > 0) {
      connection.source().option(StandardSocketOptions.SO_SNDBUF, send);
    }
  }

  @Override
  public boolean isReadable() throws IOException {
    return lines == null ? connection.isReadable() : lines.hasInput();
  }

  @Override
  public boolean isWritable() throws IOException {
    // Not the connection's own answer: one that is connecting is writeable once tcp-complete won't
    // wait any more.
    return connection.isOpen()
        && connection.queuedBytes() == 0
        && loop.dispatcher().kernel().poll(connection.source(), Ready.WRITE, 0) != 0;
  }

  @Override
  public boolean isUp() {
    return connection.isUp();
  }
}
