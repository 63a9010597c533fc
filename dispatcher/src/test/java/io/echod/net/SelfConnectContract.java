package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.echod.net.address.Names;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls to a port of this host without a listener: on Linux one reaches itself now and then. */
abstract class SelfConnectContract extends TcpContract {

  /** More than there are ports to call from; of which the system takes one after the other. */
  private static final int CALLS_MAX = 100_000;

  /** The system may never take a port, as where it is of those that it keeps for binds. */
  private static final int PORTS_MAX = 5;

  @Test
  void aCallThatWouldReachItselfIsRefused() throws IOException {
    for (int port = 0; port < PORTS_MAX; port++) {
      if (isRefusedByItself(deserted())) {
        return;
      }
    }
    fail("of %d calls to each of %d ports none has reached itself", CALLS_MAX, PORTS_MAX);
  }

  private boolean isRefusedByItself(InetSocketAddress deserted) throws IOException {
    for (int count = 0; count < CALLS_MAX; count++) {
      try {
        Connection connection = Connection.connect(dispatcher, deserted, ConnectionOptions.DEFAULT);
        Blocking.complete(connection, Duration.ofSeconds(20));
        fail("call %d has reached a socket: %s", count, connection);
      } catch (ConnectException refused) {
        assertThat(refused).hasMessageContaining("refused");
        if (String.valueOf(refused.getMessage()).contains("to itself")) {
          assertThat(refused).hasMessageContaining(Names.url(deserted));
          return true;
        }
      }
    }
    return false;
  }

  /** A port from which the system lets one call, for there are others, which it only binds. */
  private InetSocketAddress deserted() throws IOException {
    Pair pair = pair();
    int port = ((InetSocketAddress) pair.client().connection.localAddress()).getPort();
    pair.client().connection.abort();
    pair.server().connection.abort();
    settle();
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }
}
