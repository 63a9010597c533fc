package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.IdleTimeout;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.net.address.Names;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
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
 * unread input turns the clean end into a reset (RFC 9293, section 3.6.1, SHLD-3).
 *
 * <p><b>Failures.</b> A call that finds the connection lost throws {@link ConnectionLost}, as do
 * all calls after it. Where it is a read, the connection is closed. Where it is a write, the output
 * has ended and what is queued is lost; but the bytes that the peer sent before can still be read,
 * up to the end, which then closes the connection. Out of any handler the failure ends this
 * connection alone. A loss that comes without a read or a write is reported to {@link #onClose}.
 */
public final class Connection implements Endpoint {

  /** The value that {@link #read} returns once the peer has ended its output. */
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

  /** The fate of the source at the end. */
  private enum Release {
    CLOSE,
    RESET
  }

  static {
    // Code first needed where the stack or the heap has come to an end stays unusable for good.
    Release.values();
    Untold.prepare();
  }

  private final Dispatcher dispatcher;
  private final StreamSource source;
  private final ConnectionOptions options;
  private final boolean outbound;
  private State state;
  private boolean inputEnded;
  private boolean outputEnded;

  /** Null while the socket takes all, which is nearly always. */
  private @Nullable PendingWrites pending;

  /** Null where the bytes are the socket's own. */
  private @Nullable LayerStack layers;

  private @Nullable IdleTimeout idleTimeout;

  /** Why the connection, or its output, is lost. */
  private @Nullable IOException failure;

  /** The listeners to notify at the end, oldest first. */
  private @Nullable ConnectionListener closeListeners;

  /** The listeners of {@link #whenReady} that were not called yet, oldest first. */
  private @Nullable ConnectionListener readyListeners;

  /** Takes over an accepted or a connecting stream. */
  Connection(
      Dispatcher dispatcher, StreamSource source, ConnectionOptions options, boolean connecting)
      throws IOException {
    this.dispatcher = dispatcher;
    this.source = source;
    this.options = options;
    outbound = connecting;
    state = connecting ? State.CONNECTING : State.OPEN;
    options.applyTo(source);
    dispatcher.adopt(this);
    if (!connecting) {
      layOver();
    }
  }

  /** Puts the layers over the socket, once that is open. */
  private void layOver() throws IOException {
    if (!options.layers().equals(Layer.Factory.NONE)) {
      LayerStack stack = new LayerStack(this, options.layers());
      if (!stack.isBare()) {
        layers = stack;
        // Some have to say something first.
        dispatcher.defer(this::flushLayers);
      }
    }
  }

  /**
   * Begins to connect, without waiting: {@link #complete} reports the outcome, once handlers for
   * {@link Reason#WRITE} are called. {@link Connector} does all that and has a timeout.
   *
   * @throws IOException where it fails at once; the message names the address
   */
  public static Connection connect(
      Dispatcher dispatcher, SocketAddress address, ConnectionOptions options) throws IOException {
    try (Claim _ = dispatcher.claim(StackRoom.TO_OPEN)) {
      dispatcher.checkUsable();
      StreamSource source = dispatcher.kernel().connect(address);
      try {
        return new Connection(dispatcher, source, options, true);
      } catch (Throwable refused) {
        source.close();
        throw refused;
      }
    }
  }

  /**
   * Reads what is there into the buffer's remaining space.
   *
   * @return the bytes read; 0 where none are there now; {@link #END} after the last, ever after
   * @throws ConnectionLost where the connection failed, by a reset for one; it is closed then
   */
  public int read(ByteBuffer buffer) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      check(state == State.OPEN, "read from");
      int count;
      try {
        count = layers == null ? source.read(buffer) : readFromLayers(buffer);
      } catch (IOException lost) {
        throw lost(lost);
      }
      if (count != 0) {
        // A readiness behind which nothing was is no activity, nor is a record without data.
        touch();
      }
      if (count == END) {
        readEnd();
      } else {
        trace("read", count, "bytes from");
      }
      if (failure != null) {
        endWhereAllIsRead();
      }
      return count;
    }
  }

  /** Also for {@link Linger}, which reads and drops the rest. */
  int readFromLayers(ByteBuffer buffer) throws IOException {
    LayerStack stack = layers;
    if (stack == null) {
      return source.read(buffer);
    }
    int count = stack.read(buffer);
    try {
      // Reading may have given the layers something to say.
      flush(stack);
    } catch (IOException lost) {
      // Bytes that were read are read.
      outputLost(lost);
    }
    return count;
  }

  private void readEnd() {
    if (inputEnded) {
      return;
    }
    StackRoom.check(StackRoom.TO_END);
    inputEnded = true;
    trace("read the end of");
    if (failure != null) {
      // The output was lost before, and there was only this to wait for.
      end(failure, Release.CLOSE);
    } else {
      // The end stays readable for ever; reported once, it must not be reported every turn.
      updateMask();
    }
  }

  /**
   * With the output lost, what had come is the last. Mostly the end follows, and is reported by
   * READ.
   */
  private void endWhereAllIsRead() throws IOException {
    boolean more = isReadable();
    if (failure != null && !more) {
      StackRoom.check(StackRoom.TO_END);
      end(failure, Release.CLOSE);
    }
  }

  /** Reading stops while much is owed, and after the end. */
  void updateMask() {
    boolean stuck = state == State.OPEN && pending != null && !pending.isLow();
    int ended = inputEnded ? Reason.READ : 0;
    int heldOnly = layers == null ? ended : ended | layers.crossed();
    dispatcher.mask(this, stuck ? Reason.READ : 0, heldOnly);
  }

  private void touch() {
    if (idleTimeout != null) {
      idleTimeout.touch();
    }
  }

  /**
   * Reads the urgent byte that {@link Reason#EXCEPT} reports; 0 to 255, or -1 where there is none
   * now. As long as it is neither read nor read past, handlers are called again.
   *
   * @throws ConnectionLost where the connection failed; it is closed then
   * @throws UnsupportedOperationException where the kernel can't see urgent data
   */
  public int readUrgent() throws IOException {
    try (Claim _ = dispatcher.claim()) {
      check(state == State.OPEN, "read from");
      try {
        return source.readUrgent();
      } catch (IOException lost) {
        throw lost(lost);
      }
    }
  }

  /**
   * Writes the buffer's remaining bytes: into the socket what it takes, the rest into the queue.
   *
   * @return the bytes accepted; fewer than were there only where the queue is full, and those not
   *     accepted remain in the buffer
   * @throws ConnectionLost where the connection failed; its output has ended then
   */
  public int write(ByteBuffer buffer) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      check(state == State.OPEN && !outputEnded, "write to");
      int written = pending == null ? writeToSource(buffer) : 0;
      if (written > 0) {
        touch();
      }
      trace("wrote", written, "bytes to");
      return buffer.hasRemaining() ? written + enqueue(buffer) : written;
    }
  }

  private int writeToSource(ByteBuffer buffer) throws ConnectionLost {
    try {
      return layers == null ? source.write(buffer) : writeToLayers(buffer);
    } catch (IOException lost) {
      throw outputLost(lost);
    }
  }

  private int writeToLayers(ByteBuffer buffer) throws IOException {
    LayerStack stack = layers;
    int written = stack == null ? 0 : stack.write(buffer);
    oweWhatLayersHave();
    return written;
  }

  /** Has what the layers could not write yet written as what is queued. */
  private void oweWhatLayersHave() {
    if (layers != null && !layers.isFlushed() && state != State.CLOSED) {
      owe();
    }
  }

  private PendingWrites owe() {
    PendingWrites owed = pending;
    if (owed == null) {
      owed = new PendingWrites(this, options);
      pending = owed;
      if (state == State.FLUSHING) {
        owed.limit(options.flushTimeout(), this::flushedTooLate);
      } else if (!options.writeTimeout().isZero()) {
        owed.limit(options.writeTimeout(), this::writtenTooLate);
      }
    }
    return owed;
  }

  /** Something has become possible for the layers: no idle connection, be no byte moved yet. */
  void layersChanged() {
    touch();
    flushLayers();
  }

  /** Goes on with what the layers have to do by themselves. */
  void flushLayers() {
    LayerStack stack = layers;
    if (stack == null) {
      return;
    }
    try {
      flush(stack);
    } catch (IOException lost) {
      outputLostUnnoticed(lost);
    }
  }

  private void flush(LayerStack stack) throws IOException {
    if (state != State.CLOSED && failure == null) {
      stack.flush();
      oweWhatLayersHave();
    }
  }

  /**
   * Writes all the bytes of several buffers, in their order, small ones in as few calls of the
   * system as may be.
   *
   * @return the bytes accepted; fewer than were there only where the queue is full, and those not
   *     accepted remain in the buffers
   * @throws ConnectionLost where the connection failed; its output has ended then
   */
  public long write(ByteBuffer... buffers) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      return Gathering.of(dispatcher).write(this, buffers);
    }
  }

  /**
   * Writes all the buffer's remaining bytes. Where the queue has no room for them, the connection
   * is reset: the peer gets no stream with a hole in it.
   *
   * @throws QueueOverflow where there was no room; the connection is closed
   * @throws ConnectionLost where the connection failed; its output has ended then
   */
  public void writeAll(ByteBuffer buffer) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      write(buffer);
      if (buffer.hasRemaining()) {
        throw overflow(buffer.remaining());
      }
    }
  }

  private ConnectionLost overflow(int bytes) {
    try {
      return overflow(
          "the peer does not read: "
              + bytes
              + " bytes are too many for its queue of "
              + options.queuedBytesMax());
    } catch (OutOfMemoryError | StackOverflowError lackOfMeans) {
      // There must be no stream with a hole in it.
      abort();
      throw lackOfMeans;
    }
  }

  /**
   * Writes what the socket takes now and queues nothing; behind what is queued already, it takes
   * nothing.
   *
   * @return the bytes written, 0 or more; the others remain in the buffer
   * @throws ConnectionLost where the connection failed; its output has ended then
   */
  public int writeNow(ByteBuffer buffer) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      check(state == State.OPEN && !outputEnded, "write to");
      if (pending != null) {
        StackRoom.check(StackRoom.TO_END);
        flush();
      }
      if (failure != null) {
        throw failure;
      }
      int written = pending == null ? writeToSource(buffer) : 0;
      if (written > 0) {
        touch();
      }
      return written;
    }
  }

  /**
   * As {@link #write(ByteBuffer)}, and reports the fate of the bytes accepted: at the end of the
   * turn in which the system has taken the last of them, or the connection was lost.
   */
  public int write(ByteBuffer buffer, WriteCompletion completion) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      AwaitedWrite write = new AwaitedWrite(Objects.requireNonNull(completion, "no completion"));
      int accepted = write(buffer);
      if (pending == null) {
        dispatcher.defer(write);
      } else {
        pending.whenWritten(write);
      }
      return accepted;
    }
  }

  private int enqueue(ByteBuffer rest) throws ConnectionLost {
    StackRoom.check(StackRoom.TO_END);
    int accepted = owe().add(rest);
    updateMask();
    return accepted;
  }

  /** Writes what is owed, as the socket takes some again. */
  void flush() {
    PendingWrites owed = pending;
    if (owed == null) {
      return;
    }
    try {
      int before = owed.bytes();
      boolean flushed = owed.flush(layers);
      if (flushed || owed.bytes() < before) {
        touch();
      }
      if (flushed) {
        pending = null;
      }
      if (state == State.OPEN) {
        updateMask();
      }
      if (flushed && state == State.FLUSHING) {
        linger();
      } else if (flushed && outputEnded) {
        endOutput();
      }
    } catch (IOException lost) {
      outputLostUnnoticed(lost);
    } catch (RuntimeException | Error broken) {
      // The callback that would go on is cancelled for it: nothing would end this connection.
      lostBy(broken);
      throw broken;
    }
  }

  private void outputLostUnnoticed(IOException lost) {
    outputLost(lost);
    if (!dispatcher.isAwaited(this, Reason.READ)) {
      // No callback would ever come upon it.
      lost(lost);
    }
  }

  /** Ends the output; whether the end is on its way, or layers still have to write it. */
  private boolean endOutput() throws IOException {
    if (layers == null) {
      source.shutdownOutput();
      return true;
    }
    boolean ended = layers.shutdownOutput();
    oweWhatLayersHave();
    return ended;
  }

  private void lostBy(Throwable broken) {
    try {
      lost(new IOException("can't write what is queued", broken));
    } catch (OutOfMemoryError lackOfMemory) {
      end(null, Release.CLOSE);
    }
  }

  /**
   * Ends the output once all that is queued is written; the peer reads an end (FIN), and reading
   * goes on. A second call does nothing.
   *
   * @throws ConnectionLost where the connection failed
   */
  public void shutdownOutput() throws IOException {
    try (Claim _ = dispatcher.claim(StackRoom.TO_END)) {
      check(state == State.OPEN, "shut down");
      if (outputEnded) {
        return;
      }
      trace("ending the output to");
      if (pending == null) {
        try {
          endOutput();
        } catch (IOException lost) {
          throw outputLost(lost);
        }
      }
      outputEnded = true;
    }
  }

  /**
   * Ends the connection cleanly, in the background: its handlers are cancelled at once, what is
   * queued is still written, as long as the peer takes some of it within {@link
   * ConnectionOptions#flushTimeout}; {@link #abort} is for those who will not wait. At once, and
   * with what is queued lost, where the dispatcher is closed already. A second call does nothing.
   */
  public void close() {
    try (Claim _ = dispatcher.claim(StackRoom.TO_END)) {
      if (state == State.OPEN && !dispatcher.isClosed()) {
        closeGently();
      } else if (state == State.CONNECTING || state == State.CLOSED || dispatcher.isClosed()) {
        end(null, Release.CLOSE);
      }
    }
  }

  private void closeGently() {
    try {
      enter(State.FLUSHING);
      dispatcher.cancelAll(this);
      dispatcher.release(this, Reason.IO);
      cancelIdleTimeout();
      if (layers != null) {
        layers.driveAgain();
      }
      if (failure != null) {
        end(failure, Release.CLOSE);
      } else if (pending == null) {
        linger();
      } else {
        pending.registerAgain();
        pending.limit(options.flushTimeout(), this::flushedTooLate);
      }
    } catch (OutOfMemoryError | StackOverflowError lackOfMeans) {
      // To end gently takes some, and to be left half-closed would be worse than a hard end.
      end(null, Release.CLOSE);
    }
  }

  private void flushedTooLate() {
    if (needs(Ready.WRITE) == 0) {
      // It is not the peer that keeps the layers waiting.
      return;
    }
    end(Failures.tooLate(this, options.flushTimeout()), Release.RESET);
  }

  private void writtenTooLate() {
    if (needs(Ready.WRITE) == 0) {
      return;
    }
    end(Failures.tooLate(this, options.writeTimeout()), Release.RESET);
  }

  private void linger() {
    try {
      if (layers != null && !endOutput()) {
        // It goes on when that is written.
        return;
      }
      if (inputEnded || options.lingerTimeout().isZero()) {
        end(null, Release.CLOSE);
        return;
      }
      source.shutdownOutput();
      enter(State.LINGERING);
      // Its users' pauses end with it.
      dispatcher.resume(this, Reason.IO);
      updateMask();
      new Linger(this, options.lingerTimeout(), () -> end(null, Release.CLOSE));
    } catch (IOException lost) {
      lost(lost);
    }
  }

  /** Ends the connection at once and by a reset; what is queued is lost. */
  public void abort() {
    try (Claim _ = dispatcher.claim(StackRoom.TO_END)) {
      end(Failures.aborted(this), Release.RESET);
    }
  }

  /** Resets a connection for which too much is queued; returns why, for the one who writes. */
  ConnectionLost overflow(String why) {
    StackRoom.check(StackRoom.TO_END);
    ConnectionLost lost = new QueueOverflow(this, why);
    end(lost, Release.RESET);
    return lost;
  }

  /** Notes why the connection is lost, closes it, and returns the reason. */
  private ConnectionLost lost(IOException why) {
    StackRoom.check(StackRoom.TO_END);
    IOException known = failure != null ? failure : why;
    try {
      ConnectionLost lost = ConnectionLost.of(this, known);
      end(lost, Release.CLOSE);
      return lost;
    } catch (OutOfMemoryError lackOfMemory) {
      end(known, Release.CLOSE);
      throw lackOfMemory;
    }
  }

  /** Notes why the output is lost, and returns the reason: what had come is still to be read. */
  private ConnectionLost outputLost(IOException why) {
    if (state != State.OPEN || inputEnded || !hasInput()) {
      return lost(why);
    }
    StackRoom.check(StackRoom.TO_END);
    ConnectionLost lost = ConnectionLost.of(this, why);
    trace("lost the output to");
    failure = lost;
    outputEnded = true;
    PendingWrites owed = pending;
    pending = null;
    if (owed != null) {
      owed.lose(lost);
    }
    updateMask();
    try {
      source.shutdownOutput();
    } catch (IOException already) {
      // That is why.
    }
    return lost;
  }

  /** The connection was reset, or ended both ways, while no callback waited for anything of it. */
  @Override
  public void lost() {
    // One without callbacks is read by code that waits for it, and meets the loss there.
    if (state == State.CONNECTING || (!inputEnded && !dispatcher.isWatched(this))) {
      return;
    }
    IOException why = failure != null ? failure : failureOfSource();
    boolean unread =
        !inputEnded && !isHeldUp() && (hasInput() || dispatcher.isAwaited(this, Reason.READ));
    if (why != null && !unread) {
      lost(why);
    }
  }

  /** Whether layers keep handlers from reading, and the queue from being written. */
  private boolean isHeldUp() {
    return needs(Ready.READ) == 0
        || (pending != null && !pending.isLow() && needs(Ready.WRITE) == 0);
  }

  private boolean hasInput() {
    return source.hasInput() || (layers != null && layers.holdsInput());
  }

  private @Nullable IOException failureOfSource() {
    try {
      return source.failure();
    } catch (OutOfMemoryError lackOfMemory) {
      // It is notified of the loss once.
      end(null, Release.CLOSE);
      throw lackOfMemory;
    }
  }

  /** A failure of this connection has come out of a handler. */
  @Override
  public void failed(EndpointFailure own) {
    boolean reading = !inputEnded && dispatcher.isAwaited(this, Reason.READ);
    if (failure == null) {
      close();
    } else if (!reading) {
      end(failure, Release.CLOSE);
    }
  }

  /** Is notified of the source's end: it was closed by something other than this connection. */
  @Override
  public void sourceClosed() {
    // Nearly always it was this connection, which needs no notice.
    if (state != State.CLOSED) {
      end(Failures.closedBelow(this), Release.CLOSE);
    }
  }

  /**
   * The one way to CLOSED. For a closed one it goes on where an error has cut it: each part is
   * done, even where one before has failed.
   */
  private void end(@Nullable IOException why, Release release) {
    if (state != State.CLOSED) {
      traceEnd(why);
      enter(State.CLOSED);
      failure = why;
    }
    try {
      if (release == Release.RESET && source.isOpen()) {
        source.abort();
      } else {
        source.close();
      }
    } finally {
      try {
        cancelIdleTimeout();
        losePendingWrites();
        if (layers != null) {
          layers.close();
        }
      } finally {
        reportClosed();
      }
    }
  }

  private void traceEnd(@Nullable IOException why) {
    if (dispatcher.endpointTrace().isOn()) {
      trace(why == null ? "closed" : "lost (" + why.getMessage() + ")");
    }
  }

  private void losePendingWrites() {
    PendingWrites owed = pending;
    if (owed != null) {
      owed.lose(failure != null ? failure : AwaitedWrite.closed());
      pending = null;
    }
  }

  private void reportClosed() {
    for (ConnectionListener one = closeListeners; one != null; one = closeListeners) {
      dispatcher.defer(one);
      closeListeners = one.next();
    }
  }

  private void cancelIdleTimeout() {
    if (idleTimeout != null) {
      idleTimeout.cancel();
      idleTimeout = null;
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
    return state == State.CLOSED && thrown.equals(failure);
  }

  /**
   * Completes {@link #connect}.
   *
   * @return true once connected; false while under way
   * @throws IOException where it failed; the message names the address; it is closed then
   */
  public boolean complete() throws IOException {
    try (Claim _ = dispatcher.claim(StackRoom.TO_END)) {
      check(state != State.CLOSED, "complete");
      if (state != State.CONNECTING) {
        return true;
      }
      try {
        if (!source.finishConnect()) {
          return false;
        }
      } catch (IOException refused) {
        end(refused, Release.CLOSE);
        throw refused;
      }
      refuseItself();
      enter(State.OPEN);
      trace("connected to");
      beginLayers();
      return true;
    }
  }

  private void refuseItself() throws IOException {
    try {
      SelfConnect.refuse(source);
    } catch (IOException itself) {
      end(itself, Release.RESET);
      throw itself;
    }
  }

  private void beginLayers() throws IOException {
    try {
      layOver();
    } catch (IOException refused) {
      throw lost(refused);
    }
    reportReady();
  }

  private void check(boolean allowed, String what) throws IOException {
    if (!allowed) {
      throw unusable("can't " + what + " connection " + name() + ": it is ");
    }
  }

  private IOException unusable(String text) {
    if (failure == null) {
      return new SocketException(text + stage());
    }
    ConnectionLost lost = new ConnectionLost(this, text + "lost (" + failure.getMessage() + ")");
    lost.initCause(failure);
    return lost;
  }

  private String stage() {
    return state == State.OPEN ? "open for input only" : state.name().toLowerCase(Locale.ROOT);
  }

  /** Registers a handler, as {@link Dispatcher#onIo} does. */
  public Callback onIo(int reasons, Handler handler) {
    return dispatcher.onIo(this, reasons, handler);
  }

  /**
   * Has the listener notified once, at the end of the turn in which the connection has closed; of
   * this turn where it is closed already. Several are notified in the order in which they were
   * given; one that throws keeps no other from its notice.
   */
  public void onClose(Consumer<Connection> listener) {
    try (Claim _ = dispatcher.claim()) {
      ConnectionListener added = ConnectionListener.forClose(this, listener);
      if (state == State.CLOSED) {
        dispatcher.defer(added);
      } else {
        closeListeners = ConnectionListener.append(closeListeners, added);
      }
    }
  }

  /**
   * Has the listener notified once, at the end of the turn in which the connection is open and its
   * layers let bytes through, such as after a handshake or a header; where that is so already, at
   * the end of this turn. Not where the connection is closed or being closed before. Several are
   * notified in the order in which they were given; one that throws keeps no other from its notice.
   */
  public void whenReady(Consumer<Connection> listener) {
    Objects.requireNonNull(listener, "no listener");
    try (Claim _ = dispatcher.claim(StackRoom.TO_CLOSE)) {
      if (isOpen()) {
        readyListeners =
            ConnectionListener.append(
                readyListeners, ConnectionListener.forReadiness(this, listener));
        reportReady();
      }
    }
  }

  /**
   * Notifies those who wait for readiness, where bytes go through; called by the layers, whenever
   * that changes.
   */
  void reportReady() {
    if (readyListeners != null && letsThrough()) {
      for (ConnectionListener one = readyListeners; one != null; one = one.next()) {
        dispatcher.defer(one);
      }
    }
  }

  /** Takes out a listener, the oldest, which is then called; false where none is to be called. */
  boolean takeReadyListener(ConnectionListener oldest) {
    readyListeners = oldest.next();
    return isOpen();
  }

  private boolean letsThrough() {
    return state != State.CONNECTING && (layers == null || layers.isReady());
  }

  /**
   * Whether it is connected, its layers let bytes through, and those who {@linkplain #whenReady
   * wait} were notified.
   */
  public boolean isReady() {
    return readyListeners == null && letsThrough();
  }

  /**
   * Calls the handler, with {@link Reason#FIRE}, whenever not a byte has gone either way for so
   * long, until the connection is closed; a second call takes the place of the first. What layers
   * do by themselves, such as the end of a delay, counts as a byte; while they wait for that, the
   * handler is called, and may ask {@link #isHeldBack}. Costs a message no timer; see {@link
   * Dispatcher#idleAfter}.
   *
   * @throws IOException where the connection is not open
   * @throws IllegalArgumentException where the timeout is not more than 0
   */
  public IdleTimeout idleAfter(Duration timeout, Handler handler) throws IOException {
    try (Claim _ = dispatcher.claim(StackRoom.TO_LEAVE)) {
      check(isOpen(), "watch");
      IdleTimeout newer = dispatcher.idleAfter(timeout, handler);
      cancelIdleTimeout();
      idleTimeout = newer;
      return newer;
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

  /**
   * Whether a read would find something: bytes, the end, or a failure. Consumes nothing; false
   * while it is connecting or being closed.
   *
   * @throws IOException where the system can't look
   */
  public boolean isReadable() throws IOException {
    try (Claim _ = dispatcher.claim()) {
      return state == State.OPEN && (isShown() || poll(Ready.READ));
    }
  }

  /**
   * Whether a write would reach the socket now: nothing is queued, and that takes a byte.
   *
   * @throws IOException where the system can't look
   */
  public boolean isWritable() throws IOException {
    try (Claim _ = dispatcher.claim()) {
      return state == State.OPEN && !outputEnded && pending == null && poll(Ready.WRITE);
    }
  }

  private boolean isShown() {
    return layers != null && layers.holdsInput();
  }

  private boolean poll(int direction) throws IOException {
    return needs(direction) == direction && dispatcher.kernel().poll(source, direction, 0) != 0;
  }

  /** The uppermost of its layers of a kind, to ask what it knows; empty where there is none. */
  public <L extends Layer> Optional<L> layer(Class<L> kind) {
    return layers == null ? Optional.empty() : layers.find(kind);
  }

  /** Whether its layers keep input for later, such as bytes that are delayed. */
  public boolean keepsInput() {
    return layers != null && layers.keepsInput();
  }

  /**
   * Whether its layers hold bytes back by themselves, as a fault does: neither the peer nor a user
   * of the connection can make them go on.
   */
  public boolean isHeldBack() {
    return layers != null
        && (layers.keepsInput()
            || needs(Ready.READ) == 0
            || (pending != null && needs(Ready.WRITE) == 0));
  }

  /** How many of the bytes written its layers have dropped, as a fault may; at the end as well. */
  public long droppedBytes() {
    return layers == null ? 0 : layers.droppedBytes();
  }

  /** Applies its options. */
  long queuedBytesTotalMax() {
    return options.queuedBytesTotalMax();
  }

  /** The readiness of the socket that one direction needs: READ, WRITE or neither. */
  int needs(int direction) {
    return layers == null ? direction : layers.needs(direction);
  }

  /** Whether the peer's end of output has been read. */
  public boolean isInputEnded() {
    return inputEnded;
  }

  /** The bytes that wait for the peer to read, 0 to {@link ConnectionOptions#queuedBytesMax}. */
  public int queuedBytes() {
    return pending == null ? 0 : pending.bytes();
  }

  /** Why it failed; empty where it did not. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether a listener has accepted it; else it was this end that called. */
  public boolean isAccepted() {
    return !outbound;
  }

  /** {@code port#host} where it was accepted, {@code port@host} where it was called. */
  public String name() {
    return Names.ofConnection(source, outbound);
  }

  /**
   * The address of this end; after a close, too.
   *
   * @throws IOException where it has none yet, or the system did not report it
   */
  public SocketAddress localAddress() throws IOException {
    return source.localAddress();
  }

  /**
   * The address of the other end; while connecting and after a close, too.
   *
   * @throws IOException where the system did not report it
   */
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
      dispatcher.endpointTrace().line(what + " " + Names.withCaller(source, outbound));
    }
  }

  /** Composes the line only where it is read: this is on the way of every message. */
  void trace(String what, int count, String of) {
    if (dispatcher.endpointTrace().isOn()) {
      dispatcher
          .endpointTrace()
          .line(what + " " + count + " " + of + " " + Names.withCaller(source, outbound));
    }
  }

  @Override
  public String toString() {
    return "connection " + Names.withCaller(source, outbound);
  }
}
