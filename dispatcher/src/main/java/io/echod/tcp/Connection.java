package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a peer, over TCP or a Unix socket. Register handlers for it with {@link #onIo}; read
 * and write within them. Nothing here blocks. Belongs to the dispatcher's thread.
 *
 * <p><b>Slow peers.</b> {@link #write} queues what the socket does not take, up to a cap. While
 * more than the low mark is queued, handlers get no {@link Reason#READ}: who does not read is not
 * read from.
 *
 * <p><b>Ends.</b> An end of input is not a close: answer what came, then {@link #close}, which
 * writes all that is queued, ends the output, and waits a while for the peer's end, so that no
 * unread input turns the clean end into a reset (RFC 9293, section 3.6.1, SHLD-3). A connection
 * that fails, as by the peer's reset, throws from the call that meets the failure and is closed.
 */
public final class Connection implements Endpoint {

  /** What {@link #read} returns once the peer has ended its output. */
  public static final int END = StreamSource.END;

  /**
   * <pre>
   *  CONNECTING ──▶ OPEN ──close──▶ FLUSHING ──queue empty──▶ LINGERING ──peer's end, timeout──┐
   *      │            │                │  └── and input ended ─────────────────────────────┐   │
   *      └────────────┴── failure, abort ───────────────────────────────────────────────▶ CLOSED
   * </pre>
   */
  private enum State {
    CONNECTING,
    OPEN,
    FLUSHING,
    LINGERING,
    CLOSED
  }

  private static final int DISCARDED_AT_ONCE_BYTES = 8192;

  private final Dispatcher dispatcher;
  private final StreamSource source;
  private final ConnectionOptions options;
  private final boolean called;
  private State state;
  private boolean inputEnded;
  private boolean outputEnded;

  /** Null while the socket takes all, which is nearly always. */
  private @Nullable WriteQueue queue;

  private @Nullable Callback flusher;
  private @Nullable IOException failure;
  private @Nullable Consumer<Connection> closeListener;

  /** Takes over an accepted or a connecting stream. */
  Connection(
      Dispatcher dispatcher, StreamSource source, ConnectionOptions options, boolean connecting)
      throws IOException {
    this.dispatcher = dispatcher;
    this.source = source;
    this.options = options;
    called = connecting;
    state = connecting ? State.CONNECTING : State.OPEN;
    if (source.localAddress() instanceof InetSocketAddress) {
      source.option(StandardSocketOptions.TCP_NODELAY, options.noDelay());
      source.option(StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
    }
    if (options.sendBufferBytes() > 0) {
      source.option(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
    }
  }

  /**
   * Begins to connect, without waiting: {@link #complete} tells how it went, once handlers for
   * {@link Reason#WRITE} are called. {@link Connector} does all that and has a timeout.
   *
   * @throws IOException where it fails at once; the message names the address
   */
  public static Connection connect(
      Dispatcher dispatcher, SocketAddress address, ConnectionOptions options) throws IOException {
    dispatcher.checkThread();
    StreamSource source = dispatcher.kernel().connect(address);
    try {
      return new Connection(dispatcher, source, options, true);
    } catch (IOException refused) {
      source.close();
      throw refused;
    }
  }

  /**
   * Reads what is there into the buffer's remaining space.
   *
   * @return the bytes read; 0 where none are there now; {@link #END} after the last, ever after
   * @throws IOException where the connection failed, by a reset for one; it is closed then
   */
  public int read(ByteBuffer buffer) throws IOException {
    check(state == State.OPEN, "read from");
    try {
      int count = source.read(buffer);
      if (count == END && !inputEnded) {
        inputEnded = true;
        // The end stays readable for ever; told once, it must not be told every turn.
        dispatcher.pause(this, Reason.READ);
      }
      if (dispatcher.endpointTrace().isOn()) {
        trace(count == END ? "read the end of" : "read " + count + " bytes from");
      }
      return count;
    } catch (IOException lost) {
      throw failed(lost);
    }
  }

  /**
   * Writes the buffer's remaining bytes: into the socket what it takes, the rest into the queue.
   *
   * @return the bytes accepted; fewer than were there only where the queue is full, and those not
   *     accepted remain in the buffer
   * @throws IOException where the connection failed; it is closed then
   */
  public int write(ByteBuffer buffer) throws IOException {
    check(state == State.OPEN && !outputEnded, "write to");
    try {
      int written = 0;
      if (queue == null) {
        written = source.write(buffer);
      }
      if (dispatcher.endpointTrace().isOn()) {
        trace("wrote " + written + " bytes, " + buffer.remaining() + " left to queue, to");
      }
      return buffer.hasRemaining() ? written + enqueue(buffer) : written;
    } catch (IOException lost) {
      throw failed(lost);
    }
  }

  /**
   * Writes what the socket takes now and queues nothing; behind what is queued already, it takes
   * nothing.
   *
   * @return the bytes written, 0 or more; the others remain in the buffer
   * @throws IOException where the connection failed; it is closed then
   */
  public int writeNow(ByteBuffer buffer) throws IOException {
    check(state == State.OPEN && !outputEnded, "write to");
    try {
      if (queue != null) {
        flush();
      }
      return queue == null ? source.write(buffer) : 0;
    } catch (IOException lost) {
      throw failed(lost);
    }
  }

  /**
   * The same as {@link #write(ByteBuffer)}, and tells what becomes of the bytes accepted: at the
   * end of the turn in which the system has taken the last of them, or the connection was lost.
   */
  public int write(ByteBuffer buffer, WriteCompletion completion) throws IOException {
    int accepted = write(buffer);
    if (queue == null) {
      dispatcher.defer(() -> completion.done(Optional.empty()));
    } else {
      queue.whenWritten(completion);
    }
    return accepted;
  }

  private int enqueue(ByteBuffer rest) {
    WriteQueue pending = queue;
    if (pending == null) {
      pending = new WriteQueue(options.queuedBytesMax());
      queue = pending;
      flusher = dispatcher.onIo(this, Reason.WRITE, (_, _) -> flush()).name("flush of " + name());
    }
    int accepted = pending.add(rest);
    if (pending.bytes() > options.queuedBytesLow()) {
      dispatcher.pause(this, Reason.READ);
    }
    return accepted;
  }

  private void flush() {
    WriteQueue pending = queue;
    if (pending == null) {
      return;
    }
    try {
      int before = pending.bytes();
      pending.writeTo(source);
      if (dispatcher.endpointTrace().isOn()) {
        trace("wrote " + (before - pending.bytes()) + " queued bytes to");
      }
      for (WriteCompletion done = pending.nextWritten();
          done != null;
          done = pending.nextWritten()) {
        tell(done, Optional.empty());
      }
      if (pending.bytes() <= options.queuedBytesLow() && state == State.OPEN && !inputEnded) {
        dispatcher.resume(this, Reason.READ);
      }
      if (pending.isEmpty()) {
        flushed();
      }
    } catch (IOException lost) {
      failed(lost);
    }
  }

  private void flushed() throws IOException {
    queue = null;
    if (flusher != null) {
      flusher.cancel();
      flusher = null;
    }
    if (state == State.FLUSHING) {
      linger();
    } else if (outputEnded) {
      source.shutdownOutput();
    }
  }

  /**
   * Ends the output once all that is queued is written; the peer reads an end (FIN), and reading
   * goes on. A second call does nothing.
   *
   * @throws IOException where the connection failed; it is closed then
   */
  public void shutdownOutput() throws IOException {
    check(state == State.OPEN, "shut down");
    if (outputEnded) {
      return;
    }
    outputEnded = true;
    trace("ending the output to");
    if (queue == null) {
      try {
        source.shutdownOutput();
      } catch (IOException lost) {
        throw failed(lost);
      }
    }
  }

  /**
   * Ends the connection cleanly, in the background: its handlers are cancelled at once, what is
   * queued is still written. At once, and with what is queued lost, where the dispatcher is closed
   * already. A second call does nothing.
   */
  public void close() {
    dispatcher.checkThread();
    if (state == State.CONNECTING || dispatcher.isClosed()) {
      enter(State.CLOSED);
    } else if (state == State.OPEN) {
      enter(State.FLUSHING);
      dispatcher.cancelAll(this);
      if (queue == null) {
        linger();
      } else {
        flusher = dispatcher.onIo(this, Reason.WRITE, (_, _) -> flush()).name("flush of " + name());
      }
    }
  }

  /** Waits for the peer's end, so that bytes of it still under way do not make ours a reset. */
  private void linger() {
    if (inputEnded || options.lingerTimeout().isZero()) {
      enter(State.CLOSED);
      return;
    }
    try {
      source.shutdownOutput();
    } catch (IOException lost) {
      failed(lost);
      return;
    }
    enter(State.LINGERING);
    dispatcher.resume(this, Reason.READ);
    Callback timer =
        dispatcher
            .after(options.lingerTimeout(), (_, _) -> enter(State.CLOSED))
            .name("linger timeout");
    ByteBuffer discarded = ByteBuffer.allocate(DISCARDED_AT_ONCE_BYTES);
    Handler discard =
        (_, reason) -> {
          try {
            if (reason == Reason.CANCEL) {
              timer.cancel();
            } else if (source.read(discarded.clear()) == END) {
              enter(State.CLOSED);
            }
          } catch (IOException lost) {
            enter(State.CLOSED);
          }
        };
    dispatcher.onIo(this, Reason.READ | Reason.CANCEL, discard).name("linger of " + name());
  }

  /** Ends the connection at once and by a reset; what is queued is lost. */
  public void abort() {
    dispatcher.checkThread();
    if (state != State.CLOSED) {
      trace("aborting");
      failure = new SocketException("connection " + name() + " was aborted here");
      state = State.CLOSED;
      source.abort();
      closed();
    }
  }

  /** Notes why the connection is lost, closes it, and returns the reason. */
  private IOException failed(IOException lost) {
    if (state != State.CLOSED) {
      failure = lost;
      enter(State.CLOSED);
    }
    return lost;
  }

  private void enter(State next) {
    if (state == State.CLOSED) {
      return;
    }
    if (next == State.CLOSED) {
      trace("closed");
      state = next;
      source.close();
      closed();
    } else {
      state = next;
    }
  }

  private void closed() {
    WriteQueue pending = queue;
    queue = null;
    flusher = null;
    if (pending != null) {
      IOException why = failure != null ? failure : new SocketException("connection was closed");
      for (WriteCompletion lost = pending.nextLost(); lost != null; lost = pending.nextLost()) {
        tell(lost, Optional.of(why));
      }
    }
    Consumer<Connection> listener = closeListener;
    if (listener != null) {
      dispatcher.defer(() -> listener.accept(this));
    }
  }

  private void tell(WriteCompletion completion, Optional<IOException> why) {
    dispatcher.defer(() -> completion.done(why));
  }

  /** Has the source's end told: it was closed by something other than this connection. */
  @Override
  public void sourceClosed() {
    if (state != State.CLOSED) {
      failure = new SocketException("the dispatcher was closed");
      state = State.CLOSED;
      closed();
    }
  }

  /** A handler of this connection failed: ends the connection. */
  @Override
  public void handlerFailed(Callback callback, Throwable thrown) {
    close();
  }

  /**
   * Completes {@link #connect}.
   *
   * @return true once connected; false while under way
   * @throws IOException where it failed; the message names the address; it is closed then
   */
  public boolean complete() throws IOException {
    check(state != State.CLOSED, "complete");
    if (state != State.CONNECTING) {
      return true;
    }
    try {
      if (!source.finishConnect()) {
        return false;
      }
    } catch (IOException refused) {
      throw failed(refused);
    }
    enter(State.OPEN);
    trace("connected to");
    return true;
  }

  private void check(boolean allowed, String what) throws IOException {
    dispatcher.checkThread();
    if (!allowed) {
      throw new SocketException(
          "can't "
              + what
              + " connection "
              + name()
              + ": it is "
              + (failure != null ? failure : stage()));
    }
  }

  private String stage() {
    return state == State.OPEN
        ? "open for input only"
        : state.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Registers a handler, as {@link Dispatcher#onIo} does. */
  public Callback onIo(int reasons, Handler handler) {
    return dispatcher.onIo(this, reasons, handler);
  }

  /** Has the listener told once, at the end of the turn in which the connection has closed. */
  public void onClose(Consumer<Connection> listener) {
    closeListener = listener;
  }

  /** Whether it is neither closed nor being closed; while it is connecting, too. */
  public boolean isOpen() {
    return state == State.OPEN || state == State.CONNECTING;
  }

  /** Whether it is connected and neither end is known to have ended. Consumes nothing. */
  public boolean isUp() {
    return state == State.OPEN && !inputEnded && !outputEnded;
  }

  /** Whether a read would find something: bytes, the end, or a failure. Consumes nothing. */
  public boolean isReadable() throws IOException {
    return state == State.OPEN && dispatcher.kernel().poll(source, Ready.READ, 0) != 0;
  }

  /** Whether the socket would take a byte now. */
  public boolean isWritable() throws IOException {
    return state == State.OPEN
        && !outputEnded
        && queue == null
        && dispatcher.kernel().poll(source, Ready.WRITE, 0) != 0;
  }

  /** Whether the peer's end of output has been read. */
  public boolean isInputEnded() {
    return inputEnded;
  }

  /** The bytes that wait for the peer to read, 0 to {@link ConnectionOptions#queuedBytesMax}. */
  public int queuedBytes() {
    return queue == null ? 0 : queue.bytes();
  }

  /** Why it failed; empty where it did not. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** {@code port#host} where it was accepted, {@code port@host} where it was called. */
  public String name() {
    return Names.ofConnection(source, called);
  }

  /** The address of this end. */
  public SocketAddress localAddress() throws IOException {
    return source.localAddress();
  }

  /** The address of the other end. */
  public SocketAddress remoteAddress() throws IOException {
    return source.remoteAddress();
  }

  /** The dispatcher it belongs to. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public StreamSource source() {
    return source;
  }

  private void trace(String what) {
    if (dispatcher.endpointTrace().isOn()) {
      dispatcher.endpointTrace().line(what + " " + name());
    }
  }

  @Override
  public String toString() {
    return "connection " + name();
  }
}
