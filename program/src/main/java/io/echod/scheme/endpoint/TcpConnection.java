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
  private final TcpReading reading;
  private final TcpWaits waits;

  /** The port of an endpoint for input from this process alone; else null. */
  private @Nullable CompletableFuture<Integer> inwardPort;

  /** Its call has failed, and the script has not had a report yet. */
  private boolean refusalDue;

  /** It was closed, and still writes, or waits for its peer's end. */
  private boolean ending;

  private boolean gone;
  private final BufferSizes bufferSizes = new BufferSizes();

  /** Numbers a connection that was answered. */
  TcpConnection(Endpoints endpoints, Connection answered) {
    this(endpoints, answered.name());
    use(answered);
  }

  private TcpConnection(Endpoints endpoints, String name) {
    super(endpoints, name);
    output = new TcpOutput(this);
    input = new TcpInput(this);
    reading = new TcpReading(input);
    waits = new TcpWaits(this, input);
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
    // The other end goes on until its input ends, without a callback that waits for it.
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
      bufferSizes.apply(open);
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

  /** What READ means for it. */
  public TcpReading reading() {
    return reading;
  }

  /** How the script waits for it. */
  public TcpWaits waits() {
    return waits;
  }

  /** The endpoint's output. */
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

  /** Has the next callback called for the end that a read has met: the socket reports it once. */
  public void oweEnd() {
    input.oweEnd();
    inputHeld();
  }

  /** Gives the stream what was read ahead of it. */
  void handInput(Input to) {
    input.handTo(to);
  }

  /** Gives the urgent byte, 0 to 255, once; -1 where none has come since. */
  public int readUrgent() {
    try {
      Connection open = waits.connected(Duration.ZERO);
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

  /** The call that it waits for; null where it was answered, connected or refused. */
  @Nullable OutgoingCall call() {
    return call;
  }

  /** The connection; null while it is calling, and where it was refused. */
  @Nullable Connection connection() {
    return connection;
  }

  /** Whether its call has failed, and the script has not had a report yet. */
  boolean isRefusalDue() {
    return refusalDue;
  }

  /** Whether it is calling, or connected and neither closed nor lost. */
  public boolean isOpen() {
    Connection known = connection;
    return call != null || (known != null && known.isOpen());
  }

  /** Whether it is open, and the script neither reads nor writes, nor is called for it. */
  boolean isUnused() {
    return isOpen()
        && input.reads() == 0
        && !output.isUsed()
        && !reading.isByLines()
        && !hadCallbacks();
  }

  /** Further input from its peer is left unread, and no callback is called for it. */
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
    return reading.prepare(reasons);
  }

  @Override
  protected boolean holdsInput() {
    return reading.holds() || (hasEndToTell() && !reading.isByLines());
  }

  @Override
  protected long inputTaken() {
    return reading.taken();
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
      // Bytes that were gathered are written at the end of the turn, and count then.
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
      if (reading.hasWords() && (reasons & Reason.READ) != 0) {
        // They are heard first.
        return 0;
      }
      return reading.isEndTold() ? Reason.WRITE : Reason.READ | Reason.WRITE;
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
    bufferSizes.set(receive, send);
    if (connection != null) {
      bufferSizes.apply(connection);
    }
  }

  @Override
  public boolean isReadable() throws IOException {
    return reading.isReadable(connection);
  }

  /** One that is calling is writeable once {@code tcp-complete} won't wait any more. */
  @Override
  public boolean isWritable() throws IOException {
    output.flush();
    Connection known = waits.connected(Duration.ZERO);
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
