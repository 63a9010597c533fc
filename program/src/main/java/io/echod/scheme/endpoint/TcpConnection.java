package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.WriteCompletion;
import io.echod.net.line.Input;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection, answered or called.
 *
 * <pre>
 *  calling ──▶ connected ──▶ ending ──▶ gone      one that was answered begins as connected
 *     └──▶ refused
 * </pre>
 */
public final class TcpConnection extends SocketEndpoint {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Null while it is calling, and where it was refused. */
  private @Nullable Connection connection;

  /** Null but while it is calling. */
  private @Nullable OutgoingCall call;

  private final Urgent urgent = new Urgent();
  private final TcpOutput output;
  private final TcpInput input;

  /** Of one that is for input from this process alone; else null. */
  private @Nullable CompletableFuture<Integer> inwardPort;

  /** Its call has failed, and the script has not been told yet. */
  private boolean refusalDue;

  /** It was closed, and still writes, or waits for its peer's end. */
  private boolean ending;

  private boolean gone;
  private int receiveBufferBytes;
  private int sendBufferBytes;

  /** The line stream over it, if there is one: then READ means that a line is there. */
  private @Nullable LineStream lines;

  /** Numbers a connection that was answered. */
  TcpConnection(Endpoints endpoints, Connection answered) {
    this(endpoints, answered.name());
    use(answered);
  }

  private TcpConnection(Endpoints endpoints, String name) {
    super(endpoints, name);
    output = new TcpOutput(this);
    input = new TcpInput(this);
  }

  /**
   * Begins to call, without waiting.
   *
   * @param name {@code port@host}, until an address has answered
   * @param addresses of the host; they are tried in turn
   */
  public static TcpConnection call(
      Endpoints endpoints, String name, CompletableFuture<List<SocketAddress>> addresses) {
    TcpConnection calling = new TcpConnection(endpoints, name);
    calling.call = new OutgoingCall(calling, addresses, ConnectionOptions.DEFAULT);
    return calling;
  }

  /**
   * Begins to call this process itself, for input alone.
   *
   * @param name which it keeps
   * @param port is completed by the port of this end
   */
  static TcpConnection inward(
      Endpoints endpoints,
      String name,
      CompletableFuture<List<SocketAddress>> addresses,
      CompletableFuture<Integer> port) {
    TcpConnection calling = new TcpConnection(endpoints, name);
    calling.inwardPort = port;
    // The other end goes on until its input ends, which nobody waits for.
    ConnectionOptions options = ConnectionOptions.DEFAULT.withLingerTimeout(Duration.ZERO);
    calling.call = new OutgoingCall(calling, addresses, options);
    return calling;
  }

  private void use(Connection open) {
    connection = open;
    open.onClose(_ -> gone());
  }

  /** An address has answered the call. */
  void connected(Connection open) {
    call = null;
    use(open);
    if (inwardPort == null) {
      rename(open.name());
    } else {
      beginInward(open, inwardPort);
    }
    trace.endpoint("called ", labelLine());
    try {
      bufferBytes(receiveBufferBytes, sendBufferBytes);
    } catch (IOException refused) {
      tellLost(refused);
    }
    attachCallbacks();
  }

  private void beginInward(Connection open, CompletableFuture<Integer> port) {
    try {
      open.shutdownOutput();
      port.complete(((InetSocketAddress) open.localAddress()).getPort());
    } catch (IOException lost) {
      port.completeExceptionally(lost);
      tellLost(lost);
    }
  }

  /** No address has answered the call. */
  void refused(IOException why) {
    call = null;
    refusalDue = true;
    trace.refused(why);
    inputHeld();
  }

  private void gone() {
    gone = true;
    if (ending) {
      loop.background().end();
    }
    if (ending || !hasCallbacks()) {
      closed();
    } else {
      // Be it a write of another's that has found out: the peer's last words are heard, and its
      // end.
      inputHeld();
    }
  }

  @Override
  protected void callsNobody() {
    if (gone) {
      endpoints.remove(this);
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
    return input.chunk(lengthMax);
  }

  /**
   * Reads one chunk into the buffer.
   *
   * @return the bytes read, 0 where none came in time; {@link Connection#END} at the end and where
   *     the connection has failed
   */
  public int read(ByteBuffer buffer, Duration timeout) {
    return input.read(buffer, timeout);
  }

  /** Has the next callback told of the end that a read has met: the socket tells it once. */
  public void oweEnd() {
    input.oweEnd();
    inputHeld();
  }

  /** Whether there is a line stream over it. */
  public boolean hasLines() {
    return lines != null;
  }

  /** From now on a stream takes the input. */
  void readByLines(LineStream stream) {
    lines = stream;
  }

  /** Gives the stream what was read ahead of it. */
  void handInput(Input to) {
    input.handTo(to);
  }

  /** Gives the urgent byte, 0 to 255, once; -1 where none has come since. */
  public int readUrgent() {
    try {
      Connection open = connected(Duration.ZERO);
      return open == null ? -1 : urgent.read(open);
    } catch (IOException lost) {
      tellLost(lost);
      return -1;
    }
  }

  private void takeUrgent() {
    try {
      if (connection != null) {
        urgent.take(connection);
      }
    } catch (IOException lost) {
      tellLost(lost);
    }
  }

  /** Whether it was called, and has not been answered yet. */
  boolean isCalling() {
    return call != null;
  }

  /** Whether it is calling, or connected and neither closed nor lost. */
  public boolean isOpen() {
    Connection known = connection;
    return call != null || (known != null && known.isOpen());
  }

  /** Whether it is open, and the script neither reads nor writes, nor is called for it. */
  boolean isUnused() {
    return isOpen() && input.reads() == 0 && !output.isUsed() && lines == null && !hadCallbacks();
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
        known -> input.isAhead() || !known.isOpen() || known.isInputEnded() || known.isReadable());
  }

  /** The same for a write. */
  public Duration untilWritable(Duration timeout) {
    return until(Reason.WRITE, timeout, known -> !known.isOpen() || known.isWritable());
  }

  /** What a wait is for, asked of the connection. */
  @FunctionalInterface
  private interface Readiness {
    boolean of(Connection known) throws IOException;
  }

  private Duration until(int reasons, Duration timeout, Readiness readiness) {
    try {
      long deadline = loop.waits().deadline(timeout);
      Connection known = connected(timeout);
      Duration left = loop.waits().left(timeout, deadline);
      return known == null
          ? Duration.ZERO
          : loop.waits().whileLive(known, reasons, left, () -> readiness.of(known));
    } catch (IOException lost) {
      tellLost(lost);
      return Duration.ZERO;
    }
  }

  /**
   * The connection, waiting at most so long for a call to be answered; null where there is none.
   */
  @Nullable Connection connected(Duration timeout) throws IOException {
    OutgoingCall waitsFor = call;
    if (waitsFor != null) {
      loop.waits().until(waitsFor, timeout);
    }
    return connection;
  }

  /** Whether a connection that was called is connected by now; false where it can't be. */
  public boolean complete(Duration timeout) {
    try {
      Connection known = connected(timeout);
      if (refusalDue) {
        closed();
      }
      return known != null && known.isOpen();
    } catch (IOException refused) {
      tellLost(refused);
      return false;
    }
  }

  /** Waits until it is connected and has input; false where the time is over before. */
  boolean awaitInput(Duration timeout, long deadline) {
    boolean complete = complete(loop.waits().left(timeout, deadline));
    Connection known = connection;
    if (!complete || known == null) {
      return !isOpen();
    }
    return loop.waits().forInput(known, loop.waits().left(timeout, deadline));
  }

  /** What its peer still sends is left unread, and nobody is called for it. */
  void hearNoMore() {
    Connection known = connection;
    if (known != null && known.isOpen()) {
      loop.dispatcher().pause(known, Reason.READ);
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
    return lines == null ? input.isHeld() || hasEndToTell() : lines.holdsInput();
  }

  @Override
  protected long inputTaken() {
    return lines == null ? input.reads() : lines.inputTaken();
  }

  /** It was closed with the last words of its peer read ahead; those have been taken since. */
  private boolean hasEndToTell() {
    return (gone || input.isEndDue()) && hasCallbacks();
  }

  /** A peer that does not read is not read from, though its lines be here already. */
  @Override
  protected boolean mayDeliver(Runnable later) {
    Connection known = connection;
    if (known == null || known.queuedBytes() == 0 || !known.isOpen()) {
      // What was gathered is written at the end of the turn, and counts then.
      return true;
    }
    behindTheQueue(_ -> later.run());
    return false;
  }

  @Override
  protected void whenWritten(Runnable task) {
    output.flush();
    behindTheQueue(failure -> {
      if (failure.isEmpty()) {
        task.run();
      }
    });
  }

  private void behindTheQueue(WriteCompletion completion) {
    Connection known = connection;
    try {
      if (known != null && known.isOpen()) {
        known.write(NOTHING, completion);
      }
    } catch (IOException lost) {
      tellLost(lost);
    }
  }

  @Override
  void destroying() {
    if (isOpen() && output.unacceptedBytes() > 0) {
      endpoints.losses().unaccepted(this, output.unacceptedBytes());
    }
  }

  @Override
  protected int refusal(int reasons) {
    if (isLost()) {
      boolean hasWords = lines == null ? input.isAhead() : lines.hasWords();
      if (hasWords && (reasons & Reason.READ) != 0) {
        // They are heard first.
        return 0;
      }
      boolean isEndTold = lines == null ? input.isEndTold() : lines.isEndTold();
      return isEndTold ? Reason.WRITE : Reason.READ | Reason.WRITE;
    }
    return refusalDue ? Reason.READ | Reason.WRITE : 0;
  }

  @Override
  protected boolean isLost() {
    return connection != null && !connection.source().isOpen();
  }

  @Override
  void ended() {
    refusalDue = false;
  }

  @Override
  void close() {
    output.flush();
    if (call != null) {
      call.cancel();
      call = null;
    }
    if (connection != null) {
      if (!gone && !ending) {
        ending = true;
        loop.background().begin();
      }
      connection.close();
    }
  }

  @Override
  protected String callbackFailed() {
    end();
    return label() + " is closed";
  }

  @Override
  protected @Nullable Connection watched() {
    return isLost() ? null : connection;
  }

  @Override
  protected boolean isOver() {
    Connection known = connection;
    return known == null ? call == null && !refusalDue : isLost();
  }

  /** The bytes accepted that the system has not taken yet. */
  public int queuedBytes() {
    return connection == null ? 0 : connection.queuedBytes();
  }

  /** The address of this end; null where it is not connected. */
  public @Nullable SocketAddress localAddress() throws IOException {
    return connection == null ? null : connection.localAddress();
  }

  /** The address of the other end; null where it is not connected. */
  public @Nullable SocketAddress remoteAddress() throws IOException {
    return connection == null ? null : connection.remoteAddress();
  }

  @Override
  public void bufferBytes(int receive, int send) throws IOException {
    receiveBufferBytes = receive;
    sendBufferBytes = send;
    option(StandardSocketOptions.SO_RCVBUF, receive);
    option(StandardSocketOptions.SO_SNDBUF, send);
  }

  private void option(SocketOption<Integer> option, int bytes) throws IOException {
    if (bytes > 0 && connection != null) {
      connection.source().option(option, bytes);
    }
  }

  @Override
  public boolean isReadable() throws IOException {
    Connection known = connection;
    return lines == null
        ? input.isAhead() || (known != null && known.isReadable())
        : lines.hasInput();
  }

  /** One that is calling is writeable once {@code tcp-complete} won't wait any more. */
  @Override
  public boolean isWritable() throws IOException {
    output.flush();
    Connection known = connected(Duration.ZERO);
    return known == null
        ? refusalDue
        : known.isOpen()
            && known.queuedBytes() == 0
            && loop.dispatcher().kernel().poll(known.source(), Ready.WRITE, 0) != 0;
  }

  @Override
  public boolean isUp() {
    Connection known = connection;
    return known != null
        && (inwardPort == null ? known.isUp() : known.isOpen() && !known.isInputEnded());
  }
}
