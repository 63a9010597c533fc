package io.echod.net.layer;

import io.echod.net.layer.ProxyHeader.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Headers of version 1, a line of text (PROXY protocol, section 2.1). */
final class ProxyText {

  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final int PORT_MAX = 65_535;
  private static final int WORDS = 6;

  private ProxyText() {}

  /** Reads a whole one. */
  static ProxyHeader parse(ByteBuffer bytes) throws ProxyException {
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    int end = text.indexOf('\r');
    if (end != text.length() - 2 || !text.endsWith("\r\n") || text.indexOf('\n') <= end) {
      throw ProxyException.malformed("its line of version 1 does not end with CR and LF");
    }
    String[] words = text.substring(0, end).split(" ", -1);
    return switch (words[1]) {
      case "UNKNOWN" -> ProxyHeader.without(1, Kind.UNKNOWN);
      case "TCP4" -> of(words, IPV4);
      case "TCP6" -> of(words, IPV6);
      default -> throw ProxyException.malformed("it is of neither TCP4, TCP6 nor UNKNOWN");
    };
  }

  private static ProxyHeader of(String[] words, Pattern address) throws ProxyException {
    if (words.length != WORDS) {
      throw ProxyException.malformed("it has not two addresses and two ports");
    }
    return new ProxyHeader(
        1,
        Kind.PROXIED,
        Optional.of(address(words[2], words[4], address)),
        Optional.of(address(words[3], words[5], address)),
        ProxyDetails.NONE);
  }

  private static SocketAddress address(String host, String port, Pattern form)
      throws ProxyException {
    if (!form.matcher(host).matches() || !PORT.matcher(port).matches()) {
      throw ProxyException.malformed("an address or a port in it is none");
    }
    int number = Integer.parseInt(port);
    try {
      InetAddress address =
          form.equals(IPV6) ? Inet6Address.ofLiteral(host) : InetAddress.ofLiteral(host);
      if (number <= PORT_MAX) {
        return new InetSocketAddress(address, number);
      }
    } catch (IllegalArgumentException none) {
      // Reported below.
    }
    throw ProxyException.malformed("an address or a port in it is none");
  }
}
