package io.echod.net.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A block of addresses, written {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or as one address (RFC
 * 4632).
 *
 * @param first its first address
 * @param bits how many bits all of them have in common, from the highest
 */
public record Cidr(InetAddress first, int bits) {

  /** Four numbers without leading zeros, which some take for octal ones. */
  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})([.](0|[1-9][0-9]{0,2})){3}");

  /**
   * Reads one; no name is looked up.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = literal(text, slash < 0 ? text : text.substring(0, slash));
    int most = address.getAddress().length * 8;
    int bits = slash < 0 ? most : bits(text, text.substring(slash + 1), most);
    InetAddress first = first(address, bits);
    if (!first.equals(address)) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' has bits behind its prefix; write "
              + first.getHostAddress()
              + "/"
              + bits);
    }
    return new Cidr(address, bits);
  }

  /** The JDK's literals are wider: 1 is 0.0.0.1, 010 is 10, and a zone is left out. */
  private static InetAddress literal(String text, String address) {
    boolean isIpv6 = address.indexOf(':') >= 0;
    if (isIpv6 ? address.indexOf('%') >= 0 : !IPV4.matcher(address).matches()) {
      throw none(text);
    }
    InetAddress literal;
    try {
      literal = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException none) {
      throw none(text);
    }
    if (isIpv6 && literal instanceof Inet4Address && text.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is a block of IPv4 addresses; write it as one, such as 10.0.0.0/8");
    }
    return literal;
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a block of addresses, such as 10.0.0.0/8 or 2001:db8::/32");
  }

  private static int bits(String text, String digits, int most) {
    int bits = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "'" + text + "': a prefix has 0 to " + most + " bits, not '" + digits + "'");
    }
    return bits;
  }

  private static InetAddress first(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int bit = bits; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether an address is in it; one of IPv4 is in no block of IPv6. */
  public boolean contains(InetAddress address) {
    byte[] own = first.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(own, 0, whole, other, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((own[whole] ^ other[whole]) & 0xff & (0xff00 >> rest)) == 0;
  }

  @Override
  public String toString() {
    String address = Names.host(new InetSocketAddress(first, 0));
    boolean single = bits == (first instanceof Inet6Address ? 128 : 32);
    return single ? address : address + "/" + bits;
  }
}
