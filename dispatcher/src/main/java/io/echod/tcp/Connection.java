package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a peer, over TCP or a Unix socket. Register handlers for it with {@link #onIo}; read
 * and write within them. Nothing here blocks. Belongs to the dispatcher's thread.
 *
 * <p><b>Slow peers.</b> {@link #write} queues what the socket does not take, up to a cap. While
 * more than the low mark is queued, handlers get no {@link Reason#READ}: who does not read is not
 * read from. That suits a server, which writes because it has read. A client that sends much to a
 * peer that answers much must go on reading: it sends by {@link #writeNow}, as {@link Reason#WRITE}
 * allows.
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
   * In the order in which a connection goes through them, never back.
   *
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

  private final Dispatcher dispatcher;
  private final StreamSource source;
  private final ConnectionOptions options;
  private final boolean called;
  private State state;
  private boolean inputEnded;
  private boolean outputEnded;

  /** Null while the socket takes all, which is nearly always. */
  private @Nullable Backlog backlog;

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
    options.applyTo(source);
    dispatcher.adopt(this);
  }

  /**
   * Begins to connect, without waiting: {@link #complete} tells how it went, once handlers for
   * {@link Reason#WRITE} are called. {@link Connector} does all that and has a timeout.
   *
   * @throws IOException where it fails at once; the message names the address
   */
  public static Connection connect(
      Dispatcher dispatcher, SocketAddress address, ConnectionOptions options) throws IOException {
    dispatcher.checkUsable();
    StreamSource source = dispatcher.kernel().connect(address);
    try {
      return new Connection(dispatcher, source, options, true);
    } catch (IOException | RuntimeException refused) {
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
        trace("read the end of");
      } else {
        trace("read", count, "bytes from");
      }
      return count;
    } catch (IOException lost) {
      throw failed(lost);
    }
  }

  /**
   * Reads the urgent byte that {@link Reason#EXCEPT} tells of; 0 to 255, or -1 where there is none
   * now. As long as it is neither read nor read past, handlers are told again.
   *
   * @throws IOException where the connection failed; it is closed then
   * @throws UnsupportedOperationException where the kernel can't see urgent data
   */
  public int readUrgent() throws IOException {
    check(state == State.OPEN, "read from");
    try {
      return source.readUrgent();
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
      if (backlog == null) {
        written = source.write(buffer);
      }
      trace("wrote", written, "bytes to");
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
    flush();
    if (failure != null) {
      throw failure;
    }
    try {
      return backlog == null ? source.write(buffer) : 0;
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
    if (backlog == null) {
      dispatcher.defer(() -> completion.done(Optional.empty()));
    } else {
      backlog.whenWritten(completion);
    }
    return accepted;
  }

  private int enqueue(ByteBuffer rest) {
    if (backlog == null) {
      backlog = new Backlog(this, options);
    }
    return backlog.add(rest);
  }

  /** Writes what is owed, as the socket takes some again. */
  void flush() {
    Backlog owed = backlog;
    if (owed == null) {
      return;
    }
    try {
      boolean flushed = owed.flush();
      if (owed.isLow() && state == State.OPEN && !inputEnded) {
        dispatcher.resume(this, Reason.READ);
      }
      if (flushed) {
        backlog = null;
        if (state == State.FLUSHING) {
          linger();
        } else if (outputEnded) {
          source.shutdownOutput();
        }
      }
    } catch (IOException lost) {
      failed(lost);
    } catch (RuntimeException | Error broken) {
      // The callback that would go on is cancelled for it: nobody would end this connection.
      failed(new IOException("can't write what is queued", broken));
      throw broken;
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
    if (backlog == null) {
      try {
        source.shutdownOutput();
      } catch (IOException lost) {
        throw failed(lost);
      }
    }
  }

  /**
   * Ends the connection cleanly, in the background: its handlers are cancelled at once, what is
   * queued is still written, however long the peer takes to read it; {@link #abort} is for those
   * who will not wait. At once, and with what is queued lost, where the dispatcher is closed
   * already. A second call does nothing.
   */
  public void close() {
    dispatcher.checkThread();
    if (state == State.CONNECTING || dispatcher.isClosed()) {
      end(null, source::close);
    } else if (state == State.OPEN) {
      enter(State.FLUSHING);
      dispatcher.cancelAll(this);
      if (backlog == null) {
        linger();
      } else {
        backlog.registerAgain();
      }
    }
  }

  private void linger() {
    if (inputEnded || options.lingerTimeout().isZero()) {
      end(null, source::close);
      return;
    }
    try {
      source.shutdownOutput();
      enter(State.LINGERING);
      dispatcher.resume(this, Reason.READ);
      new Linger(this, options.lingerTimeout(), () -> end(null, source::close));
    } catch (IOException lost) {
      failed(lost);
    }
  }

  /** Ends the connection at once and by a reset; what is queued is lost. */
  public void abort() {
    dispatcher.checkThread();
    end(new SocketException("aborted at this end"), source::abort);
  }

  /** Notes why the connection is lost, closes it, and returns the reason. */
  private IOException failed(IOException lost) {
    end(lost, source::close);
    return lost;
  }

  /** Has the source's end told: it was closed by something other than this connection. */
  @Override
  public void sourceClosed() {
    // Nearly always it was this connection, which is told of what it did.
    if (state != State.CLOSED) {
      end(new SocketException("the dispatcher was closed"), () -> {});
    }
  }

  /** The one way to CLOSED; {@code release} gives the source back. */
  private void end(@Nullable IOException why, Runnable release) {
    if (state == State.CLOSED) {
      return;
    }
    trace(why == null ? "closed" : "lost (" + why.getMessage() + ")");
    enter(State.CLOSED);
    failure = why;
    release.run();
    Backlog owed = backlog;
    backlog = null;
    if (owed != null) {
      owed.lose(why != null ? why : new SocketException("connection was closed"));
    }
    Consumer<Connection> listener = closeListener;
    if (listener != null) {
      dispatcher.defer(() -> listener.accept(this));
    }
  }

  private void enter(State next) {
    if (next.compareTo(state) <= 0) {
      throw new IllegalStateException(this + " can't go from " + state + " to " + next);
    }
    state = next;
  }

  /** A handler of this connection failed: ends the connection. */
  @Override
  public void handlerFailed(Callback callback, Throwable thrown) {
    close();
  }

  @Override
  public boolean endedBy(Throwable thrown) {
    return thrown.equals(failure);
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
    return state == State.OPEN ? "open for input only" : state.name().toLowerCase(Locale.ROOT);
  }

  /** Registers a handler, as {@link Dispatcher#onIo} does. */
  public Callback onIo(int reasons, Handler handler) {
    return dispatcher.onIo(this, reasons, handler);
  }

  /**
   * Has the listener told once, at the end of the turn in which the connection has closed; of this
   * turn where it is closed already.
   */
  public void onClose(Consumer<Connection> listener) {
    dispatcher.checkThread();
    closeListener = listener;
    if (state == State.CLOSED) {
      dispatcher.defer(() -> listener.accept(this));
    }
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
    dispatcher.checkThread();
    return state == State.OPEN && dispatcher.kernel().poll(source, Ready.READ, 0) != 0;
  }

  /** Whether the socket would take a byte now. */
  public boolean isWritable() throws IOException {
    dispatcher.checkThread();
    return state == State.OPEN
        && !outputEnded
        && backlog == null
        && dispatcher.kernel().poll(source, Ready.WRITE, 0) != 0;
  }

  /** Whether the peer's end of output has been read. */
  public boolean isInputEnded() {
    return inputEnded;
  }

  /** The bytes that wait for the peer to read, 0 to {@link ConnectionOptions#queuedBytesMax}. */
  public int queuedBytes() {
    return backlog == null ? 0 : backlog.bytes();
  }

  /** Why it failed; empty where it did not. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether a listener has accepted it; else it was this end that called. */
  public boolean isAccepted() {
    return !called;
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

  /** Composes the line only where somebody reads it: this is on the way of every message. */
  void trace(String what, int count, String of) {
    if (dispatcher.endpointTrace().isOn()) {
      dispatcher.endpointTrace().line(what + " " + count + " " + of + " " + name());
    }
  }

  @Override
  public String toString() {
    return "connection " + name();
  }
}
