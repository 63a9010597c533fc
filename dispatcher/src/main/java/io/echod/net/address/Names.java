package io.echod.net.address;

import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** How endpoints are called, in messages and as URLs. */
public final class Names {

  private Names() {}

  /** {@code tcp://host:port}, with an IPv6 host in brackets (RFC 3986), or {@code unix:///path}. */
  public static String url(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress _ -> Address.of(address).toString();
      case UnixDomainSocketAddress unix when unix.getPath().toString().isEmpty() -> "unix:";
      // Also where it is too long for a socket, as a message about it has to say.
      case UnixDomainSocketAddress unix ->
          "unix://" + UrlEncoding.encode(unix.getPath().toAbsolutePath().toString(), "/");
      default -> address.toString();
    };
  }

  private static String bracketed(InetSocketAddress address) {
    String host = host(address);
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** The numeric host, IPv6 in its short form; the name given where it is not resolved. */
  public static String host(InetSocketAddress address) {
    return address.isUnresolved() ? address.getHostString() : host(address.getAddress());
  }

  private static String host(InetAddress address) {
    if (!(address instanceof Inet6Address six)) {
      return address.getHostAddress();
    }
    String text = six.getHostAddress();
    int zone = text.indexOf('%');
    return shortened(six.getAddress()) + (zone < 0 ? "" : text.substring(zone));
  }

  /** RFC 5952, section 4: no leading zeros, the longest run of two or more zero groups as "::". */
  private static String shortened(byte[] bytes) {
    int runStart = -1;
    int runLength = 1;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && group(bytes, end) == 0) {
        end++;
      }
      if (end - start > runLength) {
        runStart = start;
        runLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < 8; index++) {
      if (index == runStart) {
        text.append("::");
        index += runLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(bytes, index)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] bytes, int index) {
    return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
  }

  /** {@code port}, or the path of a Unix socket. */
  public static String ofListener(SocketAddress local) {
    return local instanceof InetSocketAddress inet
        ? Integer.toString(inet.getPort())
        : local.toString();
  }

  /** {@code port#host} of an answered connection, {@code port@host} of a called one. */
  public static String ofConnection(StreamSource source, boolean outbound) {
    try {
      SocketAddress remote = source.remoteAddress();
      if (!(remote instanceof InetSocketAddress peer)) {
        return outbound ? remote.toString() : source.localAddress() + "#unix";
      }
      return outbound
          ? peer.getPort() + "@" + host(peer)
          : ofListener(source.localAddress()) + "#" + host(peer);
    } catch (IOException gone) {
      return "(closed)";
    }
  }

  /**
   * The name with the address of the end that has called, such as {@code 10234#127.0.0.1 from
   * 127.0.0.1:53412}, which distinguishes two clients of one host. The callers of a Unix socket
   * have no address.
   */
  public static String withCaller(StreamSource source, boolean outbound) {
    String name = ofConnection(source, outbound);
    try {
      SocketAddress caller = outbound ? source.localAddress() : source.remoteAddress();
      return caller instanceof InetSocketAddress inet
          ? name + " from " + bracketed(inet) + ":" + inet.getPort()
          : name;
    } catch (IOException gone) {
      return name;
    }
  }

  /**
   * Whether a name of a host is meant by another, in which {@code *.} in front stands for one label
   * (RFC 9525, section 6.3); both in lower case.
   */
  public static boolean matches(String pattern, String name) {
    if (!pattern.startsWith("*.")) {
      return pattern.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && name.substring(dot).equals(pattern.substring(1));
  }
}
