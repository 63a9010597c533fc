package io.echod.scheme.procedure;

import gnu.math.IntNum;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.LineStream;
import io.echod.scheme.endpoint.TcpConnection;
import io.echod.scheme.output.CountedLine;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The line streams' procedures: {@code lfn-create} and its kin. */
final class LineProcedures {

  private static final int LF = 1;
  private static final int CR = 2;

  private final CountedLine readLine = new CountedLine("lfn: read a line of ", " bytes from ");
  private final CountedLine writingLine = new CountedLine("lfn: writing a line of ", " bytes to ");
  private final ScriptLoop loop;
  private final Writing writing;

  private LineProcedures(ScriptLoop loop, Endpoints endpoints) {
    this.loop = loop;
    writing = new Writing(loop, endpoints);
  }

  static void define(Library library, ScriptLoop loop, Endpoints endpoints) {
    LineProcedures procedures = new LineProcedures(loop, endpoints);
    library.define("(lfn-create endpoint [options])", procedures::create);
    library.define("(lfn-destroy stream)", procedures::destroy);
    library.define(
        "(lfn-fd stream)", arguments -> IntNum.make(arguments.stream(0).endpoint().descriptor()));
    library.define("(lfn-getline stream [timeout])", procedures::getLine);
    library.define("(lfn-putline stream string [crlf [timeout]])", procedures::putLine);
    library.define("(lfn-name stream)", arguments -> arguments.stream(0).endpoint().name());
    library.define("(lfn-read stream length [timeout])", procedures::read);
    library.define("(lfn-readable? stream)", arguments -> arguments.stream(0).hasInput());
    library.define("(lfn-up? stream)", arguments -> arguments.stream(0).isUp());
    library.define("(lfn-write stream string [timeout])", procedures::write);
    library.define(
        "(lfn-writeable? stream)", arguments -> arguments.stream(0).endpoint().isWritable());
    library.define("(lfn-debug n)", procedures::debug);
  }

  private Object create(Arguments arguments) {
    TcpConnection connection = arguments.connection(0);
    if (arguments.has(1)) {
      // TSION's options are the sizes of its buffers; ours grow as they have to.
      arguments.string(1);
    }
    if (connection.input().isByLines()) {
      throw arguments.wrong(0, "an endpoint that has no stream yet");
    }
    return new LineStream(connection);
  }

  private Object destroy(Arguments arguments) {
    arguments.stream(0).endpoint().destroy();
    return true;
  }

  private Object getLine(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    Duration timeout = loop.waits().of(arguments.timeout(1));
    Optional<byte[]> line = loop.waits().run(() -> stream.line(timeout));
    if (line.isEmpty()) {
      return false;
    }
    byte[] bytes = line.get();
    loop.trace().line(readLine, bytes.length, stream.endpoint().labelLine());
    return ByteStrings.of(bytes, bytes.length);
  }

  private Object putLine(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    String line = arguments.bytes(1) + lineEnd(arguments);
    loop.trace().line(writingLine, line.length(), stream.endpoint().labelLine());
    return writing.write(stream.endpoint(), line, arguments.timeout(3));
  }

  /** LF, unless a mask, or a boolean, says otherwise. */
  private static String lineEnd(Arguments arguments) {
    if (!arguments.has(2)) {
      return "\n";
    }
    if (arguments.any(2) instanceof Boolean both) {
      return both ? "\r\n" : "\n";
    }
    if (arguments.isNumber(2)) {
      int mask = arguments.integer(2, 0, LF | CR);
      return ((mask & CR) == 0 ? "" : "\r") + ((mask & LF) == 0 ? "" : "\n");
    }
    throw arguments.wrong(
        2, "0 for no end, 1 for LF, 2 for CR, 3 for CRLF, #f for LF, #t for CRLF");
  }

  private Object write(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    return writing.write(stream.endpoint(), arguments.bytes(1), arguments.timeout(2));
  }

  private Object read(Arguments arguments) throws IOException {
    LineStream stream = arguments.stream(0);
    int length = arguments.integer(1, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    Duration timeout = loop.waits().of(arguments.timeout(2));
    Optional<byte[]> taken =
        loop.waits().run(() -> stream.read(Math.abs(length), length > 0, timeout));
    if (taken.isEmpty()) {
      return false;
    }
    return ByteStrings.of(taken.get(), taken.get().length);
  }

  private Object debug(Arguments arguments) {
    loop.trace().traceLines(arguments.integer(0, 0, Integer.MAX_VALUE) > 0);
    return true;
  }
}
