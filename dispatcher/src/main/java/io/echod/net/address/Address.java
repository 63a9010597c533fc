package io.echod.net.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An address of an endpoint, as a URL (RFC 3986): {@code tcp://HOST:PORT}, {@code tls://HOST:PORT},
 * {@code udp://HOST:PORT} or {@code unix:///PATH}. An IPv6 host stands in brackets, with its zone
 * behind {@code %} where it has one. Without a host, as in {@code tcp://:10234}, it is every
 * address of this machine. A query, {@code ?NAME=VALUE&NAME=VALUE}, has settings of that address
 * alone.
 *
 * @param transport how bytes get there
 * @param host a name, or an IP address without brackets; empty for every address of this machine,
 *     and for a Unix socket
 * @param port 0 to 65535; empty where none is written, and for a Unix socket
 * @param path of a Unix socket's file; empty for all others
 * @param parameters the query's, decoded, in their order
 */
public record Address(
    Transport transport,
    String host,
    OptionalInt port,
    String path,
    Map<String, String> parameters) {

  /** A Unix socket's path, in bytes, on every system (unix(7), sockaddr_un). */
  public static final int PATH_BYTES_MAX = 103;

  private static final InetAddress EVERY_ADDRESS = InetAddress.ofLiteral("::");

  /** How bytes get to an endpoint. */
  public enum Transport {
    TCP,
    TLS,
    UDP,
    UNIX;

    /** As it begins a URL, such as {@code tcp}. */
    public String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the ranges. */
  public Address {
    if (transport == Transport.UNIX) {
      checkPath(path);
    } else if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > 65535)) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port.getAsInt());
    }
    // Not Map.copyOf, which forgets their order.
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  private static void checkPath(String path) {
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > PATH_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a socket's path has 1 to " + PATH_BYTES_MAX + " bytes, this one has " + bytes);
    }
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a socket's path has no zero byte");
    }
  }

  /** Returns the address of a Unix socket. */
  public static Address unix(Path path) {
    return new Address(Transport.UNIX, "", OptionalInt.empty(), path.toString(), Map.of());
  }

  /** Returns the address of a socket: over TCP, or a Unix socket. */
  public static Address of(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> of(Transport.TCP, inet);
      case UnixDomainSocketAddress unix -> unix(unix.getPath().toAbsolutePath());
      default ->
          throw new IllegalArgumentException("not an address of IP or a Unix socket: " + address);
    };
  }

  /** Returns the address of a socket over the given transport. */
  public static Address of(Transport transport, InetSocketAddress address) {
    OptionalInt port = OptionalInt.of(address.getPort());
    return new Address(transport, Names.host(address), port, "", Map.of());
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException where it is none; the message says what would be right
   */
  public static Address parse(String url) {
    return new AddressParser(url).parse();
  }

  /** Returns this address with another port. */
  public Address withPort(int other) {
    return new Address(transport, host, OptionalInt.of(other), path, parameters);
  }

  /**
   * Looks the host up; may block, as for a name that a server is asked for.
   *
   * @param portByDefault where none is written
   * @return every address that the host has, at least one; of none, the wildcard of IPv6, which
   *     takes in IPv4; of a Unix socket, its file
   * @throws UnknownHostException where the name has no address
   */
  public List<SocketAddress> resolve(int portByDefault) throws UnknownHostException {
    if (transport == Transport.UNIX) {
      return List.of(UnixDomainSocketAddress.of(path));
    }
    int actualPort = port.orElse(portByDefault);
    if (host.isEmpty()) {
      return List.of(new InetSocketAddress(EVERY_ADDRESS, actualPort));
    }
    List<SocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      addresses.add(new InetSocketAddress(address, actualPort));
    }
    return addresses;
  }

  /** The URL, as {@link #parse} reads it. */
  @Override
  public String toString() {
    StringBuilder url = new StringBuilder(transport.scheme()).append(':');
    if (transport != Transport.UNIX || path.startsWith("/")) {
      url.append("//");
    }
    if (transport == Transport.UNIX) {
      url.append(UrlEncoding.encode(path, "/"));
    } else {
      url.append(host.indexOf(':') < 0 ? host : "[" + host + "]");
      port.ifPresent(number -> url.append(':').append(number));
    }
    String separator = "?";
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      url.append(separator)
          .append(UrlEncoding.encode(parameter.getKey(), ""))
          .append('=')
          .append(UrlEncoding.encode(parameter.getValue(), "/:,@="));
      separator = "&";
    }
    return url.toString();
  }
}
