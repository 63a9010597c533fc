package io.echod.scheme.procedure;

import gnu.math.IntNum;
import io.echod.net.address.Names;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.SocketEndpoint;
import io.echod.scheme.endpoint.TcpConnection;
import io.echod.scheme.endpoint.TcpListener;
import io.echod.scheme.endpoint.UdpEndpoint;
import io.echod.scheme.runtime.ScriptLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/** Names and sockets: {@code net-addr}, {@code skt-peer} and their kin. */
final class NetProcedures {

  private final Endpoints endpoints;
  private final Hosts hosts;

  private NetProcedures(ScriptLoop loop, Endpoints endpoints) {
    this.endpoints = endpoints;
    hosts = new Hosts(loop, endpoints.lookups());
  }

  static void define(Library library, ScriptLoop loop, Endpoints endpoints) {
    NetProcedures procedures = new NetProcedures(loop, endpoints);
    library.define("(net-addr host)", procedures::address);
    library.define("(net-host address [dotted?])", procedures::host);
    library.define("(net-port service [protocol])", NetProcedures::port);
    library.define("(skt-startup)", _ -> true);
    library.define("(skt-cleanup)", _ -> true);
    library.define("(skt-peer fd)", procedures::peer);
    library.define("(skt-port fd)", procedures::localPort);
    library.define("(skt-setbuf fd receive send)", procedures::setBuffers);
    library.define(
        "(skt-readable? fd)", arguments -> procedures.flag(arguments, SocketEndpoint::isReadable));
    library.define(
        "(skt-writeable? fd)", arguments -> procedures.flag(arguments, SocketEndpoint::isWritable));
    library.define("(skt-up? fd)", arguments -> procedures.flag(arguments, SocketEndpoint::isUp));
  }

  @FunctionalInterface
  private interface Flag {
    boolean of(SocketEndpoint endpoint) throws IOException;
  }

  /** An endpoint that has ended is no wrong argument here: that it has is what is asked for. */
  private boolean flag(Arguments arguments, Flag flag) throws IOException {
    return !arguments.isPastDescriptor(0, endpoints) && flag.of(endpoint(arguments));
  }

  private SocketEndpoint endpoint(Arguments arguments) {
    return arguments.descriptor(0, endpoints);
  }

  private Object address(Arguments arguments) throws IOException {
    try {
      return Names.host(new InetSocketAddress(byName(arguments), 0));
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private Object host(Arguments arguments) throws IOException {
    try {
      InetAddress address = byName(arguments);
      String name = arguments.flag(1) ? address.getHostAddress() : hosts.name(arguments, address);
      return name.equals(address.getHostAddress())
          ? Names.host(new InetSocketAddress(address, 0))
          : name;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private InetAddress byName(Arguments arguments) throws IOException {
    String name = arguments.string(0).toString();
    if (name.isBlank()) {
      // Java takes no name for this machine's.
      throw new UnknownHostException(name);
    }
    return hosts.addresses(arguments, name).getFirst();
  }

  private static Object port(Arguments arguments) {
    String protocol = protocol(arguments);
    String service = arguments.string(0).toString();
    var port = Services.portOf(service, protocol);
    return port.isPresent() ? IntNum.make(port.getAsInt()) : (Object) false;
  }

  /** By its name; or by a flag that stands for UDP. */
  private static String protocol(Arguments arguments) {
    if (!arguments.has(1)) {
      return "tcp";
    }
    return switch (arguments.any(1)) {
      case Boolean udp -> udp ? "udp" : "tcp";
      case CharSequence name -> name.toString();
      default -> throw arguments.wrong(1, "a string such as \"udp\", or #t for that");
    };
  }

  private Object peer(Arguments arguments) {
    try {
      return endpoint(arguments) instanceof TcpConnection connection
              && connection.remoteAddress() instanceof InetSocketAddress peer
          ? Names.host(peer)
          : (Object) false;
    } catch (IOException failed) {
      return false;
    }
  }

  private Object localPort(Arguments arguments) {
    try {
      SocketAddress local =
          switch (endpoint(arguments)) {
            case TcpListener listener -> listener.address();
            case TcpConnection connection -> connection.localAddress();
            case UdpEndpoint datagrams -> datagrams.address();
          };
      return local instanceof InetSocketAddress inet ? IntNum.make(inet.getPort()) : (Object) false;
    } catch (IOException failed) {
      return false;
    }
  }

  private Object setBuffers(Arguments arguments) {
    SocketEndpoint endpoint = endpoint(arguments);
    int receive = arguments.integer(1, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    int send = arguments.integer(2, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    try {
      endpoint.bufferBytes(receive, send);
      return true;
    } catch (IOException failed) {
      return false;
    }
  }
}
