package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.ClosedDispatcherException;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.EndpointFailure;
import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.net.Listener.Balancer;
import io.echod.net.Listener.ConnectionHandler;
import io.echod.net.Listener.Filter;
import io.echod.net.address.Names;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections of those who wait at a listening socket, or were accepted by that of another
 * dispatcher. Belongs to the dispatcher's thread.
 */
final class Intake {

  /** Got beforehand: what is first needed when memory has run out may stay unusable for good. */
  private static final Logger LOGGER = System.getLogger(Listener.class.getName());

  private final Dispatcher dispatcher;
  private final ListeningSource source;
  private final ListenerOptions options;
  private final AcceptPause pause;

  /** Made beforehand, so that an accept makes nothing but what it accepts. */
  private final Acceptance<StreamSource> streams;

  private final Acceptance<AcceptedSocket> sockets;
  ConnectionOptions connections;
  @Nullable Filter filter;
  @Nullable Balancer balancer;
  private long accepted;
  private long acceptFailures;

  /** One of the two ways to accept: for this dispatcher, or for any. */
  interface Acceptance<T> {

    /** Null where none waits. */
    @Nullable T accept() throws IOException;
  }

  Intake(Listener listener, ListenerOptions options, AcceptPause pause) {
    this.options = options;
    this.pause = pause;
    dispatcher = listener.dispatcher();
    source = listener.source();
    streams = source::accept;
    sockets = source::acceptSocket;
    connections = options.connections();
  }

  void acceptSome(Callback callback, ConnectionHandler taking, int countMax) {
    try {
      // The handler may cancel the callback, close the listener, or close the dispatcher.
      for (int count = 0; count < countMax && callback.isRegistered(); count++) {
        if (!acceptOne(taking)) {
          return;
        }
      }
    } catch (OutOfMemoryError | StackOverflowError | LinkageError lackOfMeans) {
      // Out of here it would end the listener, which is to go on once there are means again. A
      // class that could not be got ready for lack of them fails to link ever after.
      acceptFailures++;
    }
  }

  /** Returns false where none waits, or none can be accepted for now. */
  private boolean acceptOne(ConnectionHandler taking) {
    if (balancer != null) {
      return acceptBalanced(balancer);
    }
    Connection connection = acceptOrNull();
    if (connection == null) {
      return false;
    }
    hand(connection, taking);
    return true;
  }

  private boolean acceptBalanced(Balancer assigning) {
    AcceptedSocket socket = next(sockets, pause.freedCount());
    if (socket == null) {
      return false;
    }
    boolean isIn = false;
    try {
      isIn = filter == null || isAdmitted(filter, socket.remoteAddress());
      if (isIn) {
        assigning.assign(socket);
      } else {
        socket.close();
      }
    } catch (Throwable failing) {
      abandon(socket, isIn);
      if (isLackOfMeans(failing)) {
        throw failing;
      }
      log("can't serve " + socket + "; it is closed", failing);
    }
    return true;
  }

  /** Closes one that no listener has taken; a listener that has taken it has reported its loss. */
  private void abandon(AcceptedSocket socket, boolean wasLetIn) {
    if (socket.discard() && wasLetIn && filter != null) {
      filter.lost(socket.remoteAddress());
    }
  }

  /** Serves one that another listener has accepted; returns whether a connection was made of it. */
  boolean take(AcceptedSocket socket, ConnectionHandler taking) {
    Connection connection = adoptOrNull(socket);
    if (connection == null) {
      return false;
    }
    hand(connection, taking);
    return true;
  }

  private @Nullable Connection adoptOrNull(AcceptedSocket socket) {
    StreamSource stream;
    try {
      stream = dispatcher.kernel().adopt(socket);
    } catch (IOException | OutOfMemoryError | LinkageError lackOfMeans) {
      acceptFailures++;
      lost(socket);
      return null;
    } catch (Throwable broken) {
      lost(socket);
      throw broken;
    }
    try {
      return connectOrNull(stream, socket.remoteAddress());
    } catch (OutOfMemoryError | LinkageError lackOfMeans) {
      acceptFailures++;
      return null;
    }
  }

  /** Returns null where the peer has reset it meanwhile; it is closed where none is made of it. */
  private @Nullable Connection connectOrNull(StreamSource stream, @Nullable SocketAddress peer) {
    try {
      return connect(stream);
    } catch (IOException resetMeanwhile) {
      lost(stream, peer);
      return null;
    } catch (Throwable broken) {
      lost(stream, peer);
      if (isLackOfMeans(broken)) {
        throw broken;
      }
      // A layer could not be made: that is one connection's end, and not the listener's.
      log("no connection can be made of a peer's; it is closed", broken);
      return null;
    }
  }

  /** Accepting is tried again after those; they say nothing about the code that threw them. */
  private static boolean isLackOfMeans(Throwable failure) {
    return failure instanceof OutOfMemoryError
        || failure instanceof StackOverflowError
        || failure instanceof LinkageError;
  }

  private void log(String what, Throwable failure) {
    if (!(failure instanceof ClosedDispatcherException) || !dispatcher.isClosed()) {
      LOGGER.log(Level.ERROR, what, failure);
    }
  }

  private Connection connect(StreamSource stream) throws IOException {
    Connection connection = new Connection(dispatcher, stream, connections, false);
    accepted++;
    if (dispatcher.endpointTrace().isOn()) {
      dispatcher.endpointTrace().line("answered " + Names.withCaller(connection.source(), false));
    }
    return connection;
  }

  private void hand(Connection connection, ConnectionHandler taking) {
    try {
      taking.connected(connection);
    } catch (Throwable failure) {
      connection.close();
      if (failure instanceof EndpointFailure own) {
        if (own.endpoint() != connection) {
          own.endpoint().failed(own);
        }
      } else {
        log("handler of " + connection + " failed; it is closed", failure);
      }
    }
  }

  @Nullable Connection acceptOrNull() {
    // A flood of those who are refused must not keep the dispatcher from others, either.
    for (int refused = 0; refused < options.acceptsPerTurnMax(); refused++) {
      long freed = pause.freedCount();
      StreamSource stream = next(streams, freed);
      if (stream == null) {
        return null;
      }
      try {
        Connection connection = admitOrNull(stream);
        if (connection != null) {
          return connection;
        }
      } catch (OutOfMemoryError | LinkageError lackOfMeans) {
        backOff(lackOfMeans, freed);
        return null;
      }
    }
    return null;
  }

  /** Returns the next one that waits; null where none does, or none can be accepted for now. */
  private <T> @Nullable T next(Acceptance<T> acceptance, long freedBefore) {
    T socket;
    try {
      socket = acceptance.accept();
    } catch (IOException | OutOfMemoryError | LinkageError lackOfMeans) {
      backOff(lackOfMeans, freedBefore);
      return null;
    }
    if (socket == null) {
      pause.recovered();
    }
    return socket;
  }

  /** Returns null where the filter refuses it, or the peer has reset it meanwhile. */
  private @Nullable Connection admitOrNull(StreamSource stream) {
    SocketAddress peer = null;
    try {
      if (filter != null) {
        peer = stream.remoteAddress();
        if (!isAdmitted(filter, peer)) {
          stream.close();
          return null;
        }
      }
    } catch (IOException resetMeanwhile) {
      stream.close();
      return null;
    } catch (Throwable broken) {
      stream.close();
      throw broken;
    }
    return connectOrNull(stream, peer);
  }

  private boolean isAdmitted(Filter filter, SocketAddress peer) {
    try {
      return filter.admits(peer);
    } catch (Throwable failing) {
      if (isLackOfMeans(failing)) {
        throw failing;
      }
      log("the filter of a listener failed; the peer is refused", failing);
      return false;
    }
  }

  private void lost(StreamSource stream, @Nullable SocketAddress peer) {
    stream.close();
    if (peer != null && filter != null) {
      filter.lost(peer);
    }
  }

  private void backOff(Throwable failure, long freedBefore) {
    acceptFailures++;
    if (source.isOpen()) {
      pause.begin(failure, freedBefore);
    }
  }

  /** Closes one that no connection is made of. */
  void lost(AcceptedSocket socket) {
    socket.close();
    if (filter != null) {
      filter.lost(socket.remoteAddress());
    }
  }

  /** Connections so far. */
  long accepted() {
    return accepted;
  }

  /** Accepts that failed for lack of means so far. */
  long acceptFailures() {
    return acceptFailures;
  }
}
