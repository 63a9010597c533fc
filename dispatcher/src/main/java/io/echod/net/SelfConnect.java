package io.echod.net;

import io.echod.dispatcher.kernel.StreamSource;
import io.echod.net.address.Names;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A call to a port of this host without a listener can reach itself, where the system gives it that
 * very port: both sides' SYNs cross (simultaneous open, RFC 9293 section 3.5). Such a connection is
 * of no use, and the port would be taken from the server that is to come.
 */
final class SelfConnect {

  private SelfConnect() {}

  /**
   * Refuses a call that has reached itself; who made it ends it by a reset, which leaves the port
   * free at once.
   *
   * @throws ConnectException where it has
   */
  static void refuse(StreamSource connected) throws IOException {
    SocketAddress remote = connected.remoteAddress();
    if (remote instanceof InetSocketAddress && remote.equals(connected.localAddress())) {
      throw new ConnectException(
          "can't connect to "
              + Names.url(remote)
              + ": refused (it would have connected to itself)");
    }
  }
}
