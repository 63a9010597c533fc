package io.echod.cli.command;

import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/**
 * A server to measure: {@code tcp://HOST:PORT}, {@code tls://HOST:PORT}, {@code udp://HOST:PORT} or
 * {@code unix:///PATH}.
 */
public record Target(Address address) {

  /** Checks that a client can be made for it. */
  public Target {
    boolean isUnix = address.transport() == Transport.UNIX;
    boolean isInternet = !isUnix && !address.host().isEmpty() && address.port().orElse(0) > 0;
    if (!(isUnix || isInternet) || !address.parameters().isEmpty()) {
      throw notOne(address.toString());
    }
  }

  /**
   * Reads a URL.
   *
   * @throws BadValue where it is none
   */
  public static Target parse(String url) {
    try {
      return new Target(Address.parse(url));
    } catch (BadValue wrong) {
      throw wrong;
    } catch (IllegalArgumentException wrong) {
      throw notOne(url);
    }
  }

  private static BadValue notOne(String url) {
    return new BadValue(
        "'"
            + url
            + "' is not a target; write tcp://HOST:PORT, tls://HOST:PORT or udp://HOST:PORT, with a"
            + " port from 1 to 65535, or unix:///PATH");
  }

  /**
   * The first address; looks up the host's name.
   *
   * @throws UnknownHostException where the name has no address
   */
  public SocketAddress resolve() throws IOException {
    try {
      return address.resolve(0).getFirst();
    } catch (UnknownHostException unknown) {
      UnknownHostException named =
          new UnknownHostException("can't find the host " + address.host());
      named.initCause(unknown);
      throw named;
    }
  }

  /** Whether it is reached by datagrams. */
  public boolean isUdp() {
    return address.transport() == Transport.UDP;
  }

  /** Whether it is reached over TLS. */
  public boolean isTls() {
    return address.transport() == Transport.TLS;
  }

  /** Whether the server is on this machine. */
  public static boolean isLocal(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress
        || (address instanceof InetSocketAddress inet && inet.getAddress().isLoopbackAddress());
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
