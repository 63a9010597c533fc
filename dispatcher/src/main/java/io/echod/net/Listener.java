package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.net.address.Names;
import io.echod.net.address.Refusals;
import io.echod.net.unix.UnixSocketFile;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A listening port, or a Unix socket. Belongs to the dispatcher's thread.
 *
 * <p>Where an accept fails for lack of means, such as descriptors (EMFILE), the listener goes quiet
 * and tries again when any source of the process is closed, or after a while, ever longer up to a
 * second: it neither spins nor keeps anybody waiting.
 */
public final class Listener implements Endpoint {

  private final Dispatcher dispatcher;
  private final ListeningSource source;
  private final ListenerOptions options;
  private final SocketAddress address;

  /** Null of a port. */
  private final @Nullable UnixSocketFile file;

  private final AcceptPause pause;
  private final Intake intake;

  /** The latest, for {@link #drain}. */
  private @Nullable Callback accepting;

  private @Nullable ConnectionHandler handler;

  /**
   * Decides who is let in, before a connection is made; on the dispatcher's thread. Refusing costs
   * an accept and a close.
   */
  public interface Filter {

    /** Whether to let the peer with this address in. An exception out of it refuses that peer. */
    boolean admits(SocketAddress peer);

    /** No connection could be made of one that was let in. */
    default void lost(SocketAddress peer) {}
  }

  /** Decides which dispatcher serves a connection that was let in. */
  @FunctionalInterface
  public interface Balancer {

    /**
     * Has one listener {@linkplain Listener#take take} the connection: this one at once, or that of
     * another dispatcher by a posted task. On the dispatcher's thread. An exception out of it
     * closes the connection.
     */
    void assign(AcceptedSocket socket);
  }

  /** Is given each new connection. */
  @FunctionalInterface
  public interface ConnectionHandler {

    /**
     * Takes over a connection, on the dispatcher's thread.
     *
     * @throws Exception any failure: the connection is closed, the listener goes on
     */
    void connected(Connection connection) throws Exception;
  }

  private Listener(
      Dispatcher dispatcher,
      ListeningSource source,
      ListenerOptions options,
      @Nullable UnixSocketFile file)
      throws IOException {
    this.dispatcher = dispatcher;
    this.source = source;
    this.options = options;
    this.file = file;
    address = source.localAddress();
    pause = new AcceptPause(this, options.retryDelay());
    intake = new Intake(this, options, pause);
    dispatcher.adopt(this);
  }

  /**
   * Binds an address and listens. Connections wait in the system until they are {@linkplain #accept
   * accepted}.
   *
   * @param address as {@link io.echod.dispatcher.kernel.Kernel#listen} takes it. The file of a Unix
   *     socket without a listener is replaced; any other file is not
   * @throws IOException where the address is in use or not this machine's; the message names it
   */
  public static Listener listen(
      Dispatcher dispatcher, SocketAddress address, ListenerOptions options) throws IOException {
    try (Claim _ = dispatcher.claim(2 * StackRoom.TO_OPEN)) {
      dispatcher.checkUsable();
      Kernel kernel = dispatcher.kernel();
      ListenOptions socket = options.unixSocket();
      UnixSocketFile file =
          address instanceof UnixDomainSocketAddress unix
              ? UnixSocketFile.listen(kernel, unix, socket)
              : null;
      ListeningSource source = file != null ? file.source() : kernel.listen(address, socket);
      try {
        Listener listener = new Listener(dispatcher, source, options, file);
        listener.trace("listening on");
        return listener;
      } catch (Throwable failure) {
        source.close();
        if (file != null) {
          file.remove();
        }
        throw failure;
      }
    } catch (IOException failure) {
      throw Refusals.ofBind("can't listen on", Names.url(address), address, failure);
    }
  }

  /**
   * Listens by a socket that this process was started with. Its file, where it is a Unix socket,
   * stays at the close.
   *
   * @param options without those of a socket that is yet to be opened, such as the backlog
   * @throws IOException where the kernel does not take it over; the message names its address
   */
  public static Listener inherit(
      Dispatcher dispatcher, InheritedSocket socket, ListenerOptions options) throws IOException {
    try (Claim _ = dispatcher.claim(2 * StackRoom.TO_OPEN)) {
      dispatcher.checkUsable();
      ListeningSource source = dispatcher.kernel().listen(socket);
      try {
        Listener listener = new Listener(dispatcher, source, options, null);
        listener.trace("listening on inherited");
        return listener;
      } catch (Throwable failure) {
        source.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new IOException(
          "can't take over " + Names.url(socket.address()) + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * Has every new connection given to the handler. A connection whose handler throws is closed; the
   * listener goes on.
   */
  public Callback onConnection(ConnectionHandler newHandler) {
    Objects.requireNonNull(newHandler, "no handler");
    int countMax = options.acceptsPerTurnMax();
    Handler some = (callback, _) -> intake.acceptSome(callback, newHandler, countMax);
    String name = "accept on " + name();
    Callback callback = dispatcher.onIo(this, Reason.READ, some).name(name);
    accepting = callback;
    handler = newHandler;
    return callback;
  }

  /** Has everyone who is accepted from now on pass the filter; those refused are closed at once. */
  public void filter(Filter newFilter) {
    try (Claim _ = dispatcher.claim()) {
      intake.filter = Objects.requireNonNull(newFilter, "no filter");
    }
  }

  /**
   * Has every connection that is let in from now on assigned to a listener, this one or one of
   * another dispatcher. Its handler serves those that it {@linkplain #take takes}. Connections that
   * {@link #accept} returns stay with this dispatcher.
   */
  public void balance(Balancer newBalancer) {
    try (Claim _ = dispatcher.claim()) {
      intake.balancer = Objects.requireNonNull(newBalancer, "no balancer");
    }
  }

  /** From now on, accepts connections with these options; those that are there keep theirs. */
  public void connections(ConnectionOptions newOptions) {
    try (Claim _ = dispatcher.claim()) {
      intake.connections = Objects.requireNonNull(newOptions, "no options");
    }
  }

  /**
   * Serves a connection that a listener of another dispatcher, on the same kind of kernel, has
   * accepted and let in: as if it were this one's. Where that is not possible, it is closed, and
   * the filter of this listener hears that it is lost.
   *
   * @return whether a connection was made of it
   * @throws IllegalStateException where there is no {@linkplain #onConnection handler} of
   *     connections: it is closed, too
   */
  public boolean take(AcceptedSocket socket) {
    try (Claim _ = dispatcher.claim(StackRoom.TO_OPEN)) {
      ConnectionHandler taking = handler;
      if (taking == null) {
        intake.lost(socket);
        throw new IllegalStateException("no handler was set for the connections of " + this);
      }
      return intake.take(socket, taking);
    }
  }

  /** Accepts a connection, if one waits; never waits for one itself. */
  public Optional<Connection> accept() {
    try (Claim _ = dispatcher.claim(StackRoom.TO_OPEN)) {
      Connection accepted = intake.acceptOrNull();
      try {
        return Optional.ofNullable(accepted);
      } catch (OutOfMemoryError lackOfMemory) {
        // The connection has no owner.
        if (accepted != null) {
          accepted.abort();
        }
        throw lackOfMemory;
      }
    }
  }

  /**
   * Hands out the connections that wait, and stops listening: closed over them, the listener would
   * have them reset, and their bytes lost.
   */
  public void drain() {
    Callback last = accepting;
    if (last != null && handler != null) {
      // No more than may have waited by now, which Linux lets be one more than the backlog: others
      // may keep coming for ever.
      intake.acceptSome(last, handler, options.socket().backlog() + 1);
    }
    close();
  }

  /**
   * Stops listening. Connections that wait to be accepted are reset by the system; accept them
   * before, where that matters.
   */
  public void close() {
    try (Claim _ = dispatcher.claim(StackRoom.TO_END)) {
      if (source.isOpen() && dispatcher.endpointTrace().isOn()) {
        trace("closed");
      }
      source.close();
    }
  }

  @Override
  public void sourceClosed() {
    pause.closed();
    if (file != null) {
      file.remove();
    }
  }

  @Override
  public void handlerFailed(Callback callback, Throwable failure) {
    close();
  }

  /** How long to wait after an accept that failed. */
  Duration retryDelay() {
    return pause.delay();
  }

  /**
   * From now on, lets listeners of the same user that ask for {@link
   * io.echod.dispatcher.kernel.ListenOptions#reusePort} share the port; those of other dispatchers,
   * over which the system then spreads the connections. A group whose first listener is opened
   * without that option has the port to itself: it finds out whether anybody else listens there.
   *
   * @throws IOException where the listener is closed
   * @throws UnsupportedOperationException where the kernel has no such option
   */
  public void share() throws IOException {
    dispatcher.checkThread();
    if (!source.isOpen()) {
      throw new SocketException("can't share " + this + ": it is closed");
    }
    source.share();
  }

  /** Whether a connection waits to be accepted. Consumes nothing. */
  public boolean isPending() throws IOException {
    try (Claim _ = dispatcher.claim()) {
      return source.isOpen() && dispatcher.kernel().poll(source, Ready.READ, 0) != 0;
    }
  }

  /** Whether {@link #close} is still to come. */
  public boolean isOpen() {
    return source.isOpen();
  }

  /** The address it listens on, with the real port where port 0 was asked for. */
  public SocketAddress address() {
    return address;
  }

  /** The port, or the path of a Unix socket. */
  public String name() {
    return Names.ofListener(address);
  }

  /** Connections accepted so far. */
  public long accepted() {
    return intake.accepted();
  }

  /** Accepts that failed for lack of means so far. */
  public long acceptFailures() {
    return intake.acceptFailures();
  }

  /** The dispatcher it belongs to. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public ListeningSource source() {
    return source;
  }

  private void trace(String what) {
    if (dispatcher.endpointTrace().isOn()) {
      dispatcher.endpointTrace().line(what + " " + name());
    }
  }

  @Override
  public String toString() {
    return "listener " + Names.url(address);
  }
}
