package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.line.Input;
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
  private final TcpOutput output;
  private final ReadAhead ahead;

  /** A read met the end behind the last bytes, which it gave; the end is still to be told. */
  private boolean endOwed;

  /** What was read ahead was taken, or some of it, after the connection was lost. */
  private boolean endDue;

  private long reads;

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
    output = new TcpOutput(this, connection);
    ahead = new ReadAhead(endpoints.buffers());
    connection.onClose(_ -> gone());
  }

  private void gone() {
    gone = true;
    if (ending) {
      loop.background().end();
    }
    if ((ahead.isEmpty() && !endDue) || ending || !hasCallbacks()) {
      closed();
    } else {
      // The peer's last words are here: they are told before its end.
      inputHeld();
    }
  }

  /** What is written to it. */
  public TcpOutput output() {
    return output;
  }

  /**
   * Gives the next chunk at once, or none; reads ahead of what is asked for.
   *
   * @return the chunk; null at the end and where the connection has failed
   */
  public @Nullable String chunk(int lengthMax) {
    if (!ahead.isEmpty()) {
      reads++;
      endDue = !connection.isOpen();
      String chunk = ahead.take(lengthMax);
      trace.endpoint("read ", chunk.length(), " bytes from ", labelLine());
      return endpoints.buffer().give(chunk);
    }
    ByteBuffer buffer = endpoints.buffer().emptied(SharedBuffer.BYTES);
    int count = receive(buffer, Duration.ZERO);
    if (count > lengthMax) {
      ahead.keep(buffer.flip().position(lengthMax));
      buffer.position(lengthMax);
      count = lengthMax;
    }
    tellRead(count);
    return count == Connection.END ? null : endpoints.buffer().hold(count);
  }

  /** Whether there is a line stream over it. */
  public boolean hasLines() {
    return lines != null;
  }

  /** From now on a stream takes the input, of which some may be here. */
  void readByLines(LineStream stream, Input input) {
    lines = stream;
    ByteBuffer buffer = endpoints.buffer().emptied(SharedBuffer.BYTES);
    ahead.take(buffer);
    input.put(buffer.flip());
  }

  /**
   * Reads one chunk into the buffer.
   *
   * @return the bytes read, 0 where none came in time; {@link Connection#END} at the end and where
   *     the connection has failed
   */
  public int read(ByteBuffer buffer, Duration timeout) {
    int count;
    if (ahead.isEmpty()) {
      count = receive(buffer, timeout);
    } else {
      reads++;
      endDue = !connection.isOpen();
      count = ahead.take(buffer);
    }
    tellRead(count);
    return count;
  }

  private void tellRead(int count) {
    if (count == Connection.END) {
      trace.endpoint("read the end of ", labelLine());
    } else if (count > 0) {
      trace.endpoint("read ", count, " bytes from ", labelLine());
    }
  }

  private int receive(ByteBuffer buffer, Duration timeout) {
    reads++;
    endOwed = false;
    endDue = false;
    if (!connection.isOpen()) {
      closed();
      return Connection.END;
    }
    try {
      if (!isConnected(timeout)) {
        return 0;
      }
      return timeout.isZero()
          ? connection.read(buffer)
          : Blocking.read(connection, buffer, timeout);
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

  /** Whether it was called, and has not been answered yet. */
  boolean isCalling() {
    return connection.isOpen() && !connection.isUp() && !connection.isInputEnded();
  }

  /** Whether it is open, and the script neither reads nor writes, nor is called for it. */
  boolean isUnused() {
    return connection.isOpen()
        && reads == 0
        && !output.isUsed()
        && lines == null
        && !hadCallbacks();
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
        () ->
            !ahead.isEmpty()
                || !connection.isOpen()
                || connection.isInputEnded()
                || connection.isReadable());
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

  boolean isConnected(Duration limit) throws IOException {
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
    return lines == null ? endOwed || !ahead.isEmpty() || hasEndToTell() : lines.holdsInput();
  }

  @Override
  protected long inputTaken() {
    return lines == null ? reads : lines.inputTaken();
  }

  /** It was closed with the last words of its peer read ahead; those have been taken since. */
  private boolean hasEndToTell() {
    return (gone || endDue) && hasCallbacks();
  }

  /** A peer that does not read is not read from, though its lines be here already. */
  @Override
  protected boolean mayDeliver(Runnable later) {
    if (connection.queuedBytes() == 0 || !connection.isOpen()) {
      // What was gathered is written at the end of the turn, and counts then.
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
    output.flush();
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
    return lines == null ? !ahead.isEmpty() || connection.isReadable() : lines.hasInput();
  }

  @Override
  public boolean isWritable() throws IOException {
    output.flush();
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
