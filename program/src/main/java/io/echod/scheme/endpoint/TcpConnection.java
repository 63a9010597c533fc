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

  private final TcpOutput output;
  private final TcpInput input;

  /** Null until there is an urgent byte, or the script looks for one. */
  private @Nullable Urgent urgent;

  /** The port of an endpoint for input from this process alone; else null. */
  private @Nullable CompletableFuture<Integer> inwardPort;

  /** Its call has failed, and the script has not had a report yet. */
  private boolean refusalDue;

  /** It was closed, and still writes, or waits for its peer's end. */
  private boolean ending;

  private boolean gone;

  /** Null where the script has set none. */
  private @Nullable BufferSizes bufferSizes;

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
      if (bufferSizes != null) {
        bufferSizes.apply(open);
      }
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

  /** The endpoint's input. */
  public TcpInput input() {
    return input;
  }

  /** How the script waits for it. */
  public TcpWaits waits() {
    return new TcpWaits(this, input);
  }

  /**
   * The connection, waiting at most so long for a call to be answered; null where there is none.
   */
  @Nullable Connection connectionWithin(Duration timeout) throws IOException {
    return call == null ? connection : waits().connected(timeout);
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
      Connection open = connectionWithin(Duration.ZERO);
      return open == null ? -1 : urgent().read(open);
    } catch (IOException lost) {
      tellLost(lost);
      return -1;
    }
  }

  private Urgent urgent() {
    Urgent known = urgent;
    if (known == null) {
      known = new Urgent();
      urgent = known;
    }
    return known;
  }

  private void takeUrgent() {
    try {
      if (connection != null) {
        urgent().take(connection);
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
    return isOpen() && !input.isRead() && !output.isUsed() && !input.isByLines() && !hadCallbacks();
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
    return input.prepare(reasons);
  }

  @Override
  protected boolean holdsInput() {
    return input.isHeld() || (hasEndToTell() && !input.isByLines());
  }

  @Override
  protected long inputTaken() {
    return input.taken();
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
      if (input.hasWords() && (reasons & Reason.READ) != 0) {
        // They are heard first.
        return 0;
      }
      return input.isEndTold() ? Reason.WRITE : Reason.READ | Reason.WRITE;
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
    BufferSizes known = bufferSizes;
    if (known == null) {
      known = new BufferSizes();
      bufferSizes = known;
    }
    known.set(receive, send);
    if (connection != null) {
      known.apply(connection);
    }
  }

  @Override
  public boolean isReadable() throws IOException {
    return input.isReadable(connection);
  }

  /** One that is calling is writeable once {@code tcp-complete} won't wait any more. */
  @Override
  public boolean isWritable() throws IOException {
    output.flush();
    Connection known = connectionWithin(Duration.ZERO);
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
