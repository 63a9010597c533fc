package io.echod.scheme.procedure;

import gnu.math.IntNum;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.TcpConnection;
import io.echod.scheme.endpoint.TcpListener;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.text.ByteStrings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The endpoints' procedures: {@code tcp-listen} and its kin. */
final class TcpProcedures {

  /** The addresses of a host have limits of their own. */
  private static final Duration FOREVER = Duration.ofNanos(-1);

  private final ScriptLoop loop;
  private final Endpoints endpoints;
  private final Hosts hosts;
  private final Writing writing;

  private TcpProcedures(ScriptLoop loop, Endpoints endpoints) {
    this.loop = loop;
    this.endpoints = endpoints;
    hosts = new Hosts(loop, endpoints.lookups());
    writing = new Writing(loop, endpoints);
  }

  static void define(Library library, ScriptLoop loop, Endpoints endpoints) {
    TcpProcedures procedures = new TcpProcedures(loop, endpoints);
    library.define("(tcp-listen service [backlog])", procedures::listen);
    library.define("(tcp-answer endpoint [timeout])", procedures::answer);
    library.define("(tcp-call service [no-wait?])", procedures::call);
    library.define("(tcp-complete endpoint [timeout [destroy?]])", procedures::complete);
    library.define("(tcp-read endpoint length [timeout])", procedures::read);
    library.define("(tcp-read-urgent endpoint)", procedures::readUrgent);
    library.define("(tcp-write endpoint string [timeout])", procedures::write);
    library.define(
        "(tcp-shutdown endpoint)", arguments -> arguments.connection(0).output().shutdown());
    library.define("(tcp-destroy endpoint)", procedures::destroy);
    library.define(
        "(tcp-fd endpoint)", arguments -> IntNum.make(arguments.endpoint(0).descriptor()));
    library.define("(tcp-name endpoint)", arguments -> arguments.endpoint(0).name());
    library.define("(tcp-pending? endpoint)", arguments -> arguments.listener(0).isPending());
    library.define("(tcp-readable? endpoint)", arguments -> arguments.endpoint(0).isReadable());
    library.define("(tcp-writeable? endpoint)", arguments -> arguments.endpoint(0).isWritable());
    library.define("(tcp-up? endpoint)", arguments -> arguments.endpoint(0).isUp());
    library.define("(tcp-debug n)", procedures::debug);
  }

  private Object listen(Arguments arguments) throws IOException {
    int backlog =
        arguments.has(1)
            ? arguments.integer(1, 1, Integer.MAX_VALUE)
            : ListenOptions.DEFAULT.backlog();
    ListenOptions socket = new ListenOptions(backlog, false, 0);
    SocketAddress address = Services.toListen(arguments, 0, "tcp", hosts);
    try {
      ConnectionOptions connections =
          ConnectionOptions.DEFAULT.withLayers(endpoints.faults().layers());
      Listener listener =
          Listener.listen(
              loop.dispatcher(),
              address,
              ListenerOptions.DEFAULT.withSocket(socket).withConnections(connections));
      endpoints.faults().stallAccepts(listener);
      return new TcpListener(endpoints, listener);
    } catch (IOException failure) {
      throw new SchemeError("tcp-listen: " + failure.getMessage());
    }
  }

  private Object answer(Arguments arguments) throws IOException {
    TcpListener listener = arguments.listener(0);
    Duration timeout = loop.waits().of(arguments.timeout(1));
    return loop.waits()
        .run(() -> listener.answer(timeout))
        .<Object>map(client -> client)
        .orElse(false);
  }

  private Object call(Arguments arguments) throws IOException {
    boolean wait = !arguments.flag(1);
    if (wait && loop.isInCallback()) {
      throw new SchemeError(
          "tcp-call: would wait, which a callback must not; expected (tcp-call service #t), then"
              + " tcp-complete once it is writeable");
    }
    Services.Callee callee = Services.toCall(arguments, 0, endpoints.lookups());
    TcpConnection connection = TcpConnection.call(endpoints, callee.name(), callee.addresses());
    if (!wait || isConnected(connection)) {
      return connection;
    }
    connection.end();
    return false;
  }

  /** Waits for as long as the addresses of the host take. */
  private boolean isConnected(TcpConnection connection) throws IOException {
    Duration timeout = loop.waits().of(FOREVER);
    return loop.waits().run(() -> connection.waits().complete(timeout));
  }

  private Object complete(Arguments arguments) throws IOException {
    TcpConnection connection = arguments.connection(0);
    Duration timeout = loop.waits().of(arguments.timeout(1));
    boolean complete = loop.waits().run(() -> connection.waits().complete(timeout));
    if (!complete && arguments.flag(2)) {
      connection.destroy();
    }
    return complete;
  }

  private Object read(Arguments arguments) throws IOException {
    TcpConnection connection = arguments.connectionWithoutLines(0);
    int length = arguments.integer(1, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    Duration timeout = loop.waits().of(arguments.timeout(2));
    if (timeout.isZero() && length < 0) {
      String chunk = connection.chunk(-length);
      return chunk == null ? (Object) false : chunk;
    }
    return loop.waits()
        .run(() ->
            length < 0
                ? chunk(connection, -length, timeout)
                : exactly(connection, length, timeout));
  }

  private Object chunk(TcpConnection connection, int lengthMax, Duration limit) {
    Duration timeout = connection.waits().untilReadable(limit);
    int count = connection.read(endpoints.buffer().emptied(lengthMax), timeout);
    return count == Connection.END ? (Object) false : endpoints.buffer().hold(count);
  }

  /** Grows with what comes, not with what was asked for. */
  private Object exactly(TcpConnection connection, int length, Duration timeout) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long deadline = loop.waits().deadline(timeout);
    while (bytes.size() < length) {
      Duration left = connection.waits().untilReadable(loop.waits().left(timeout, deadline));
      int count = connection.read(endpoints.buffer().emptied(length - bytes.size()), left);
      if (count == Connection.END) {
        if (bytes.size() == 0) {
          return false;
        }
        connection.oweEnd();
      }
      if (count <= 0) {
        break;
      }
      endpoints.buffer().appendTo(bytes, count);
    }
    return ByteStrings.of(bytes.toByteArray(), bytes.size());
  }

  private Object readUrgent(Arguments arguments) {
    TcpConnection connection = arguments.connection(0);
    if ((loop.dispatcher().kernel().reasons() & Reason.EXCEPT) == 0) {
      throw new SchemeError("tcp-read-urgent: urgent data can't be seen on this system");
    }
    int urgent = connection.readUrgent();
    return urgent < 0 ? (Object) false : ByteStrings.of(new byte[] {(byte) urgent}, 1);
  }

  private Object write(Arguments arguments) throws IOException {
    TcpConnection connection = arguments.connection(0);
    if (!arguments.has(2)
        && loop.isInCallback()
        && endpoints.buffer().holds(arguments.any(1))
        && !connection.output().gathers()) {
      ByteBuffer held = endpoints.buffer().held();
      int length = held.remaining();
      int accepted = connection.output().writeOrQueue(held);
      connection.output().unaccepted(held.remaining(), length);
      return accepted < 0 ? (Object) false : IntNum.make(accepted);
    }
    boolean areBytes = endpoints.buffer().hasGiven(arguments.any(1));
    CharSequence bytes = areBytes ? arguments.string(1) : arguments.bytes(1);
    return writing.write(connection, bytes, arguments.timeout(2));
  }

  private Object destroy(Arguments arguments) {
    arguments.endpoint(0).destroy();
    return true;
  }

  private Object debug(Arguments arguments) {
    loop.trace().traceEndpoints(arguments.integer(0, 0, Integer.MAX_VALUE) > 0);
    return true;
  }
}
