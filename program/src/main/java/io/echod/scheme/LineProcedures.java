package io.echod.scheme;

import gnu.math.IntNum;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The line streams' procedures: {@code lfn-create} and its kin. */
final class LineProcedures {

  private final Session session;

  private LineProcedures(Session session) {
    this.session = session;
  }

  static void define(Session session) {
    LineProcedures procedures = new LineProcedures(session);
    session.define("(lfn-create endpoint)", procedures::create);
    session.define("(lfn-destroy stream)", procedures::destroy);
    session.define(
        "(lfn-fd stream)", arguments -> IntNum.make(arguments.stream(0).endpoint.descriptor));
    session.define("(lfn-getline stream [timeout])", procedures::getLine);
    session.define("(lfn-putline stream string [crlf? [timeout]])", procedures::putLine);
    session.define("(lfn-name stream)", arguments -> arguments.stream(0).endpoint.name);
    session.define("(lfn-read stream length [timeout])", procedures::read);
    session.define("(lfn-readable? stream)", arguments -> arguments.stream(0).hasInput());
    session.define("(lfn-up? stream)", arguments -> arguments.stream(0).isUp());
    session.define("(lfn-write stream string [timeout])", procedures::write);
    session.define(
        "(lfn-writeable? stream)", arguments -> arguments.stream(0).endpoint.isWritable());
    session.define("(lfn-debug n)", procedures::debug);
  }

  private Object create(Arguments arguments) {
    TcpConnection connection = arguments.connection(0);
    if (connection.lines != null) {
      throw arguments.wrong(0, "an endpoint that has no stream yet");
    }
    return new LineStream(connection);
  }

  private Object destroy(Arguments arguments) {
    arguments.stream(0).endpoint.destroy();
    return true;
  }

  private Object getLine(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    Duration timeout = session.waits.of(arguments.timeout(1));
    Optional<byte[]> line = session.waits.run(() -> stream.line(timeout));
    if (line.isEmpty()) {
      return false;
    }
    byte[] bytes = line.get();
    session.trace.line("read a line of ", bytes.length, " bytes from ", stream.endpoint.labelLine);
    return ByteStrings.of(bytes, bytes.length);
  }

  private Object putLine(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    String line = arguments.bytes(1) + (arguments.flag(2) ? "\r\n" : "\n");
    session.trace.line(
        "writing a line of ", line.length(), " bytes to ", stream.endpoint.labelLine);
    return TcpProcedures.write(session, stream.endpoint, line, arguments.timeout(3));
  }

  private Object write(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    return TcpProcedures.write(session, stream.endpoint, arguments.bytes(1), arguments.timeout(2));
  }

  private Object read(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    int length = arguments.integer(1, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    Duration timeout = session.waits.of(arguments.timeout(2));
    Optional<byte[]> taken =
        session.waits.run(() -> stream.read(Math.abs(length), length > 0, timeout));
    if (taken.isEmpty()) {
      return false;
    }
    return ByteStrings.of(taken.get(), taken.get().length);
  }

  private Object debug(Arguments arguments) {
    session.trace.traceLines(arguments.integer(0, 0, Integer.MAX_VALUE) > 0);
    return true;
  }
}
