package io.echod.net.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final InetSocketAddress LOW =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7);

  private final IOException noRight = new BindException("Permission denied");

  @Test
  void aPortThatTakesARightSaysWhich() {
    assertThat(Refusals.ofBind("can't listen on", Names.url(LOW), LOW, noRight))
        .hasMessage(
            "can't listen on tcp://127.0.0.1:7: Permission denied; a port this low takes"
                + " CAP_NET_BIND_SERVICE (capabilities(7)): use a higher one")
        .hasCause(noRight);
  }

  @Test
  void othersSayWhatTheSystemSays() {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of("/root/socket");
    assertThat(Refusals.ofBind("can't listen on", Names.url(path), path, noRight))
        .hasMessage("can't listen on unix:///root/socket: Permission denied");
    IOException taken = new BindException("Address already in use");
    assertThat(Refusals.ofBind("can't bind", "udp://127.0.0.1:7", LOW, taken))
        .hasMessage("can't bind udp://127.0.0.1:7: Address already in use");
  }
}
