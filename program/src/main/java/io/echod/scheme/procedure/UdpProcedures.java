package io.echod.scheme.procedure;

import gnu.lists.Pair;
import gnu.math.IntNum;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.UdpEndpoint;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Datagrams: {@code udp-open} and its kin. */
final class UdpProcedures {

  private final ScriptLoop loop;
  private final Endpoints endpoints;

  private UdpProcedures(ScriptLoop loop, Endpoints endpoints) {
    this.loop = loop;
    this.endpoints = endpoints;
  }

  static void define(Library library, ScriptLoop loop, Endpoints endpoints) {
    UdpProcedures procedures = new UdpProcedures(loop, endpoints);
    library.define("(udp-open service)", procedures::open);
    library.define("(udp-receive endpoint [timeout])", procedures::receive);
    library.define("(udp-send endpoint service string)", UdpProcedures::send);
    library.define("(udp-destroy endpoint)", UdpProcedures::destroy);
    library.define(
        "(udp-fd endpoint)", arguments -> IntNum.make(arguments.datagrams(0).descriptor()));
    library.define("(udp-name endpoint)", arguments -> arguments.datagrams(0).name());
  }

  private Object open(Arguments arguments) {
    if (!(Services.toListen(arguments, 0, "udp") instanceof InetSocketAddress address)) {
      throw arguments.wrong(0, "a port, \"service\" or \"service@host\"");
    }
    try {
      return new UdpEndpoint(
          endpoints, Datagrams.bind(loop.dispatcher(), address, DatagramsOptions.DEFAULT));
    } catch (IOException failure) {
      throw new SchemeError("udp-open: " + failure.getMessage());
    }
  }

  private Object receive(Arguments arguments) throws IOException {
    UdpEndpoint endpoint = arguments.datagrams(0);
    Duration timeout = loop.waits().of(arguments.timeout(1));
    return loop.waits()
        .run(() -> endpoint.receive(timeout))
        .<Object>map(each -> Pair.make(each.bytes(), ByteStrings.ofText(each.sender())))
        .orElse(false);
  }

  private static Object send(Arguments arguments) {
    UdpEndpoint endpoint = arguments.datagrams(0);
    InetSocketAddress receiver = Services.toSend(arguments, 1);
    CharSequence bytes = arguments.bytes(2);
    if (bytes.length() > UdpEndpoint.BYTES_MAX) {
      throw arguments.wrong(2, "at most " + UdpEndpoint.BYTES_MAX + " bytes");
    }
    return endpoint.send(receiver, bytes);
  }

  private static Object destroy(Arguments arguments) {
    arguments.datagrams(0).destroy();
    return true;
  }
}
