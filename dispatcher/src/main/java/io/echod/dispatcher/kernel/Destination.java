package io.echod.dispatcher.kernel;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/** The meaning of an address, equal on every side of the seam, before a system is asked. */
public final class Destination {

  private static final InetAddress LOOPBACK4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");

  private Destination() {}

  /**
   * The address that a {@link Kernel#connect} to this one goes to: for a wildcard, this machine's
   * loopback address of the same family, as no socket is at the wildcard itself.
   *
   * @throws IOException where it is none to connect to; the message names it
   */
  public static SocketAddress toConnect(SocketAddress address) throws IOException {
    check("can't connect to ", address);
    return address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(
            inet.getAddress() instanceof Inet4Address ? LOOPBACK4 : LOOPBACK6, inet.getPort())
        : address;
  }

  /**
   * Checks that an address is one for {@link Kernel#listen}.
   *
   * @throws IOException where it is not; the message names it
   */
  public static void checkListen(SocketAddress address) throws IOException {
    check("can't listen on ", address);
  }

  /**
   * Checks that an address is one for {@link Kernel#bind}, and returns it.
   *
   * @throws IOException where it is not; the message names it
   */
  public static InetSocketAddress toBind(SocketAddress address) throws IOException {
    check("can't bind ", address);
    if (address instanceof InetSocketAddress inet) {
      return inet;
    }
    throw new SocketException("can't bind " + address + ": datagrams have addresses of IP only");
  }

  /**
   * The address that a {@link DatagramSource#connect} to this one means, as {@link #toConnect}.
   *
   * @throws IOException where it is none; the message names it
   */
  public static InetSocketAddress toSend(InetSocketAddress address) throws IOException {
    return (InetSocketAddress) toConnect(address);
  }

  /** An address as people write it: {@code 127.0.0.1:7}, {@code [::1]:7}, or a path. */
  public static String text(Object address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      String host = inet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return String.valueOf(address);
  }

  private static void check(String what, SocketAddress address) throws IOException {
    switch (address) {
      case UnixDomainSocketAddress _ -> {}
      case InetSocketAddress inet when inet.isUnresolved() ->
          throw new UnknownHostException(inet.getHostString());
      case InetSocketAddress inet when lacksZone(inet.getAddress()) ->
          throw new SocketException(
              what
                  + inet
                  + ": an IPv6 link-local address needs its zone, such as "
                  + inet.getAddress().getHostAddress()
                  + "%eth0");
      case InetSocketAddress _ -> {}
      default ->
          throw new SocketException(what + address + ": not an address of TCP or a Unix socket");
    }
  }

  /** Every network has addresses that begin like this (RFC 4007): one has to say which. */
  private static boolean lacksZone(InetAddress address) {
    return address instanceof Inet6Address v6 && v6.isLinkLocalAddress() && v6.getScopeId() == 0;
  }
}
