package io.echod.dispatcher.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class DatagramAddressTest {

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Test
  void bothFamiliesComeBackAsTheyWere() {
    for (String host :
        new String[] {"0.0.0.0", "127.0.0.1", "255.1.2.255", "::", "::1", "fd00::2"}) {
      DatagramAddress address = new DatagramAddress(at(host, 65535));
      assertThat(address.toSocketAddress()).isEqualTo(at(host, 65535));
      assertThat(address.isIpv4()).isEqualTo(!host.contains(":"));
    }
  }

  @Test
  void aZoneIsKept() throws UnknownHostException {
    Inet6Address local =
        Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1").getAddress(), 3);
    DatagramAddress address = new DatagramAddress(new InetSocketAddress(local, 1));
    assertThat(address.scope()).isEqualTo(3);
    assertThat(((Inet6Address) address.toSocketAddress().getAddress()).getScopeId()).isEqualTo(3);
  }

  @Test
  void addressesAreTheSameOnlyInEveryPart() {
    DatagramAddress one = new DatagramAddress(at("10.0.0.1", 7));
    DatagramAddress copy = new DatagramAddress();
    copy.set(one);
    assertThat(one.isSame(copy)).isTrue();
    assertThat(one.isSame(new DatagramAddress(at("10.0.0.1", 8)))).isFalse();
    assertThat(one.isSame(new DatagramAddress(at("10.0.0.2", 7)))).isFalse();
    assertThat(one.isSame(new DatagramAddress(at("fd00::1", 7)))).isFalse();
  }

  @Test
  void aNameThatWasNotResolvedIsRefused() {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DatagramAddress(nowhere))
        .withMessageContaining("nowhere.invalid");
  }
}
