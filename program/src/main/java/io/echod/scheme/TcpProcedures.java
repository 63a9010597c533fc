package io.echod.scheme;

import gnu.math.IntNum;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.ByteStrings;
import io.echod.tcp.Connection;
import io.echod.tcp.ConnectionOptions;
import io.echod.tcp.Listener;
import io.echod.tcp.ListenerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** The endpoints' procedures: {@code tcp-listen} and its kin. */
final class TcpProcedures {

  private final Session session;

  private TcpProcedures(Session session) {
    this.session = session;
  }

  static void define(Session session) {
    TcpProcedures procedures = new TcpProcedures(session);
    session.define("(tcp-listen service [backlog])", procedures::listen);
    session.define("(tcp-answer endpoint [timeout])", procedures::answer);
    session.define("(tcp-call service [no-wait?])", procedures::call);
    session.define("(tcp-complete endpoint [timeout [destroy?]])", procedures::complete);
    session.define("(tcp-read endpoint length [timeout])", procedures::read);
    session.define("(tcp-write endpoint string [timeout])", procedures::write);
    session.define("(tcp-destroy endpoint)", procedures::destroy);
    session.define("(tcp-fd endpoint)", arguments -> IntNum.make(arguments.endpoint(0).descriptor));
    session.define("(tcp-name endpoint)", arguments -> arguments.endpoint(0).name);
    session.define("(tcp-pending? endpoint)", arguments -> arguments.listener(0).isPending());
    session.define("(tcp-readable? endpoint)", arguments -> arguments.endpoint(0).isReadable());
    session.define("(tcp-writeable? endpoint)", arguments -> arguments.endpoint(0).isWritable());
    session.define("(tcp-up? endpoint)", arguments -> arguments.endpoint(0).isUp());
    session.define("(tcp-debug n)", procedures::debug);
  }

  private Object listen(Arguments arguments) throws IOException {
    int backlog =
        arguments.has(1)
            ? arguments.integer(1, 1, Integer.MAX_VALUE)
            : ListenOptions.DEFAULT.backlog();
    ListenOptions socket = new ListenOptions(backlog, false, 0);
    InetSocketAddress address = Services.toListen(arguments, 0);
    try {
      Listener listener =
          Listener.listen(session.home, address, ListenerOptions.DEFAULT.withSocket(socket));
      return new TcpListener(session, listener);
    } catch (IOException failure) {
      throw new SchemeError("tcp-listen: " + failure.getMessage());
    }
  }

  private Object answer(Arguments arguments) throws IOException {
    TcpListener listener = arguments.listener(0);
    Duration timeout = session.waits.of(arguments.timeout(1));
    return session
        .waits
        .run(() -> listener.answer(timeout))
        .<Object>map(client -> client)
        .orElse(false);
  }

  private Object call(Arguments arguments) throws IOException {
    List<InetSocketAddress> addresses = Services.toCall(arguments, 0);
    boolean wait = !arguments.flag(1);
    if (wait && session.isInCallback()) {
      throw new SchemeError(
          "tcp-call: would wait, which a callback must not; expected (tcp-call service #t), then"
              + " tcp-complete once it is writeable");
    }
    ConnectionOptions options = ConnectionOptions.DEFAULT;
    for (InetSocketAddress address : addresses) {
      try {
        TcpConnection connection =
            new TcpConnection(session, Connection.connect(session.home, address, options));
        if (!wait || isConnected(connection, options)) {
          session.trace.endpoint("called ", connection.labelLine);
          return connection;
        }
        connection.end();
      } catch (IOException refused) {
        session.trace.refused(refused);
      }
    }
    return false;
  }

  private boolean isConnected(TcpConnection connection, ConnectionOptions options)
      throws IOException {
    Duration timeout = session.waits.of(options.connectTimeout());
    return session.waits.run(() -> connection.complete(timeout));
  }

  private Object complete(Arguments arguments) throws IOException {
    TcpConnection connection = arguments.connection(0);
    Duration timeout = session.waits.of(arguments.timeout(1));
    boolean complete = session.waits.run(() -> connection.complete(timeout));
    if (!complete && arguments.flag(2)) {
      connection.destroy();
    }
    return complete;
  }

  private Object read(Arguments arguments) throws IOException {
    TcpConnection connection = arguments.connection(0);
    int length = arguments.integer(1, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    Duration timeout = session.waits.of(arguments.timeout(2));
    if (timeout.isZero() && length < 0) {
      return chunk(connection, -length, timeout);
    }
    return session.waits.run(() ->
        length < 0 ? chunk(connection, -length, timeout) : exactly(connection, length, timeout));
  }

  private Object chunk(TcpConnection connection, int lengthMax, Duration limit) {
    Duration timeout = connection.untilReadable(limit);
    ByteBuffer buffer = session.buffer.clear();
    session.bufferedString = null;
    buffer.limit(Math.min(lengthMax, buffer.capacity()));
    int count = connection.read(buffer, timeout);
    if (count == Connection.END) {
      return false;
    }
    buffer.flip();
    buffer.get(0, session.scratch, 0, count);
    String string = ByteStrings.of(session.scratch, count);
    session.bufferedString = string;
    return string;
  }

  /** Grows with what comes, not with what was asked for. */
  private Object exactly(TcpConnection connection, int length, Duration timeout) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long deadline = session.waits.deadline(timeout);
    while (bytes.size() < length) {
      Duration left = connection.untilReadable(session.waits.left(timeout, deadline));
      ByteBuffer buffer = session.buffer.clear();
      session.bufferedString = null;
      buffer.limit(Math.min(length - bytes.size(), buffer.capacity()));
      int count = connection.read(buffer, left);
      if (count == Connection.END) {
        if (bytes.size() == 0) {
          return false;
        }
        connection.oweEnd();
      }
      if (count <= 0) {
        break;
      }
      buffer.get(0, session.scratch, 0, count);
      bytes.write(session.scratch, 0, count);
    }
    return ByteStrings.of(bytes.toByteArray(), bytes.size());
  }

  @SuppressWarnings("ReferenceEquality") // the very string that was read lies in the buffer still
  private Object write(Arguments arguments) throws IOException {
    TcpConnection connection = arguments.connection(0);
    if (!arguments.has(2) && session.isInCallback() && arguments.any(1) == session.bufferedString) {
      int accepted = connection.writeOrQueue(session.buffer.rewind());
      return accepted < 0 ? (Object) false : IntNum.make(accepted);
    }
    return write(session, connection, arguments.bytes(1), arguments.timeout(2));
  }

  /** Writes a string of bytes; the bytes accepted, or #f where the connection has failed. */
  static Object write(
      Session session, TcpConnection connection, CharSequence string, Duration asked)
      throws IOException {
    boolean queue = session.isInCallback() && !asked.isZero();
    Duration timeout = session.waits.of(asked);
    return session.waits.run(() -> writeAll(session, connection, string, queue, timeout));
  }

  private static Object writeAll(
      Session session,
      TcpConnection connection,
      CharSequence string,
      boolean queue,
      Duration timeout) {
    long deadline = session.waits.deadline(timeout);
    int accepted = 0;
    boolean timeIsOver;
    boolean partly;
    do {
      Duration left = session.waits.left(timeout, deadline);
      timeIsOver = session.live == null || left.isZero();
      Duration leftToWrite = queue ? Duration.ZERO : connection.untilWritable(left);
      ByteBuffer buffer = session.buffer.clear();
      session.bufferedString = null;
      ByteStrings.copy(string, accepted, buffer, session.scratch);
      buffer.flip();
      int count = queue ? connection.writeOrQueue(buffer) : connection.write(buffer, leftToWrite);
      if (count < 0) {
        return false;
      }
      accepted += count;
      partly = buffer.hasRemaining();
    } while (accepted < string.length() && !(partly && timeIsOver));
    return IntNum.make(accepted);
  }

  private Object destroy(Arguments arguments) {
    arguments.endpoint(0).destroy();
    return true;
  }

  private Object debug(Arguments arguments) {
    session.trace.traceEndpoints(arguments.integer(0, 0, Integer.MAX_VALUE) > 0);
    return true;
  }
}
