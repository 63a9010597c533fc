package io.echod.cli.bench;

import io.echod.settings.BadValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a server as a URL: {@code tcp://HOST:PORT}, with an IPv6 host in brackets, or
 * {@code unix:///PATH}.
 */
public record Target(String url) {

  private static final Pattern TCP =
      Pattern.compile("tcp://(\\[[0-9A-Fa-f:.%]+\\]|[^\\[\\]:/?#]+):([0-9]{1,5})/?");

  private static final String UNIX = "unix://";

  /** Checks the form. */
  public Target {
    Matcher tcp = TCP.matcher(url);
    boolean unix = url.startsWith(UNIX + "/") && url.length() > UNIX.length() + 1;
    if (!unix && !(tcp.matches() && isPort(tcp.group(2)))) {
      throw new BadValue(
          "'"
              + url
              + "' is not a target; write tcp://HOST:PORT, with a port from 1 to 65535, or"
              + " unix:///PATH");
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65_535;
  }

  /**
   * The address; looks up the host's name.
   *
   * @throws UnknownHostException where the name has no address
   */
  public SocketAddress resolve() throws IOException {
    if (url.startsWith(UNIX)) {
      return UnixDomainSocketAddress.of(url.substring(UNIX.length()));
    }
    Matcher tcp = TCP.matcher(url);
    if (!tcp.matches()) {
      throw new IllegalStateException(url);
    }
    String host = tcp.group(1);
    try {
      InetAddress found =
          InetAddress.getByName(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      return new InetSocketAddress(found, Integer.parseInt(tcp.group(2)));
    } catch (UnknownHostException unknown) {
      UnknownHostException named = new UnknownHostException("can't find the host " + host);
      named.initCause(unknown);
      throw named;
    }
  }

  /** Whether the server is on this machine. */
  public static boolean isLocal(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress
        || (address instanceof InetSocketAddress inet && inet.getAddress().isLoopbackAddress());
  }

  @Override
  public String toString() {
    return url;
  }
}
