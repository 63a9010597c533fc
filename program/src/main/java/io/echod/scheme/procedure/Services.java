package io.echod.scheme.procedure;

import io.echod.net.address.Address;
import io.echod.scheme.endpoint.Lookups;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Addresses as scripts write them: a port, {@code "service"} or {@code "service@host"}. */
final class Services {

  private static final int PORT_MAX = 65535;

  /** Of IPv6, which takes in IPv4. */
  private static final InetAddress EVERY_ADDRESS = InetAddress.ofLiteral("::");

  private static final String LOOPBACK = "127.0.0.1";

  private static final Path SERVICES = Path.of("/etc/services");

  private Services() {}

  /** Where to listen; waits for the name server where the host is a name. */
  static SocketAddress toListen(Arguments arguments, int index, String protocol, Hosts hosts)
      throws IOException {
    Optional<SocketAddress> file = unix(arguments, index);
    if (file.isPresent()) {
      return file.get();
    }
    Name name = Name.of(arguments, index, 0, protocol);
    if (name.host().isEmpty()) {
      return new InetSocketAddress(EVERY_ADDRESS, name.port());
    }
    try {
      List<InetAddress> addresses = hosts.addresses(arguments, name.host());
      return new InetSocketAddress(addresses.getFirst(), name.port());
    } catch (UnknownHostException unknown) {
      throw arguments.wrong(index, "a host of this machine behind the @");
    }
  }

  /** Where to send a datagram: without asking anybody, as it may be in a callback. */
  static InetSocketAddress toSend(Arguments arguments, int index) {
    Name name = Name.of(arguments, index, 1, "udp");
    String host = name.host().isEmpty() || name.host().equals("localhost") ? LOOPBACK : name.host();
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), name.port());
    } catch (IllegalArgumentException noLiteral) {
      throw arguments.wrong(index, "\"service@address\"; net-addr gives the address of a host");
    }
  }

  /** Whom to call; the host's name is being looked up from now on. */
  static Callee toCall(Arguments arguments, int index, Lookups lookups) {
    Optional<SocketAddress> file = unix(arguments, index);
    if (file.isPresent()) {
      return new Callee(
          file.get().toString(), CompletableFuture.completedFuture(List.of(file.get())));
    }
    Name name = Name.of(arguments, index, 1, "tcp");
    String host = name.host().isEmpty() ? "localhost" : name.host();
    return new Callee(
        name.port() + "@" + host,
        lookups
            .addresses(host)
            .thenApply(all ->
                all.stream()
                    .<SocketAddress>map(each -> new InetSocketAddress(each, name.port()))
                    .toList()));
  }

  /**
   * Whom to call.
   *
   * @param name what {@code tcp-name} gives until an address has answered
   * @param addresses as soon as they are known
   */
  record Callee(String name, CompletableFuture<List<SocketAddress>> addresses) {}

  /** A Unix socket, by its URL, or by its path as {@code tcp-name} gives it; else empty. */
  private static Optional<SocketAddress> unix(Arguments arguments, int index) {
    if (!(arguments.any(index) instanceof CharSequence bytes)) {
      return Optional.empty();
    }
    String text = ByteStrings.toText(bytes);
    if (!text.startsWith("/") && !text.startsWith("unix:")) {
      return Optional.empty();
    }
    try {
      Address address = text.startsWith("/") ? Address.unix(Path.of(text)) : Address.parse(text);
      return Optional.of(UnixDomainSocketAddress.of(address.path()));
    } catch (IllegalArgumentException wrong) {
      throw arguments.wrong(index, "unix:///PATH (" + wrong.getMessage() + ")");
    }
  }

  /** A port and a host; an empty host stands for none. */
  private record Name(int port, String host) {

    static Name of(Arguments arguments, int index, int least, String protocol) {
      if (arguments.isNumber(index)) {
        return new Name(arguments.integer(index, least, PORT_MAX), "");
      }
      if (!(arguments.any(index) instanceof CharSequence)) {
        throw arguments.wrong(index, "a port, \"service\", \"service@host\" or \"unix:///PATH\"");
      }
      String text = arguments.string(index).toString();
      int at = text.indexOf('@');
      String service = at < 0 ? text : text.substring(0, at);
      OptionalInt port = portOf(service, protocol);
      if (port.isEmpty() || port.getAsInt() < least) {
        throw arguments.wrong(index, "a port of " + least + " to 65535, or a service's name");
      }
      return new Name(
          port.getAsInt(), at < 0 ? "" : host(arguments, index, text.substring(at + 1)));
    }

    private static String host(Arguments arguments, int index, String text) {
      String host = unbracketed(text);
      if (host.isEmpty() || host.chars().anyMatch(each -> each <= ' ' || each == '@')) {
        throw arguments.wrong(index, "a host, and nothing else, behind the @");
      }
      return host;
    }

    private static String unbracketed(String host) {
      return host.startsWith("[") && host.endsWith("]")
          ? host.substring(1, host.length() - 1)
          : host;
    }
  }

  /** A port written out, or one that the system's list of services has (services(5)). */
  static OptionalInt portOf(String service, String protocol) {
    if (!service.isEmpty()
        && service.length() <= 5
        && service.chars().allMatch(Services::isDigit)) {
      int port = Integer.parseInt(service);
      return port <= PORT_MAX ? OptionalInt.of(port) : OptionalInt.empty();
    }
    try (var lines = Files.lines(SERVICES, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.replaceFirst("#.*", "").strip().split("\\s+"))
          .filter(words -> words.length >= 2 && words[1].endsWith("/" + protocol))
          .filter(words -> isNamed(words, service))
          .mapToInt(words -> Integer.parseInt(words[1].substring(0, words[1].indexOf('/'))))
          .findFirst();
    } catch (IOException none) {
      return OptionalInt.empty();
    }
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isNamed(String[] words, String service) {
    return words[0].equals(service)
        || Arrays.asList(words).subList(2, words.length).contains(service);
  }
}
