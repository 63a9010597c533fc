package io.echod.server.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.DatagramAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpRatesTest {

  private static final long SECOND = 1_000_000_000;

  private static DatagramAddress at(String host, int port) {
    return new DatagramAddress(new InetSocketAddress(InetAddress.ofLiteral(host), port));
  }

  private static DatagramAddress numbered(int number) {
    DatagramAddress address = new DatagramAddress();
    address.set(0, 0xFFFF_0000_0000L | Integer.toUnsignedLong(0x0A00_0000 + number), 0, 5000);
    return address;
  }

  private static int taken(UdpRates rates, DatagramAddress address, int offered, long now) {
    int taken = 0;
    for (int index = 0; index < offered; index++) {
      taken += rates.takes(address, now) ? 1 : 0;
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5_000_000_000L, Long.MAX_VALUE - 10, Long.MIN_VALUE})
  void thoseOfASecondComeAtOnceAndThenOneByOne(long start) {
    UdpRates rates = new UdpRates(10, start);
    DatagramAddress one = at("10.0.0.1", 5000);
    assertThat(taken(rates, one, 15, start)).isEqualTo(10);
    assertThat(taken(rates, one, 5, start + SECOND / 10 - 1)).isZero();
    assertThat(taken(rates, one, 5, start + SECOND / 10)).isEqualTo(1);
    assertThat(taken(rates, one, 15, start + 10 * SECOND)).isEqualTo(10);
  }

  @Test
  void aRateOfOneIsOneASecond() {
    UdpRates rates = new UdpRates(1, 7);
    assertThat(taken(rates, at("::1", 5000), 3, 7)).isEqualTo(1);
    assertThat(taken(rates, at("::1", 5000), 3, 7 + SECOND)).isEqualTo(1);
  }

  @Test
  void portsOfAnAddressAndAddressesOfANetworkCountTogether() {
    UdpRates rates = new UdpRates(10, 0);
    assertThat(taken(rates, at("10.0.0.1", 5000), 6, 1)).isEqualTo(6);
    assertThat(taken(rates, at("10.0.0.1", 5001), 6, 1)).isEqualTo(4);
    assertThat(taken(rates, at("10.0.0.2", 5000), 6, 1)).isEqualTo(6);
    assertThat(taken(rates, at("2001:db8:0:1::1", 5000), 6, 1)).isEqualTo(6);
    assertThat(taken(rates, at("2001:db8:0:1::2", 5000), 6, 1)).isEqualTo(4);
    assertThat(taken(rates, at("2001:db8:0:2::1", 5000), 6, 1)).isEqualTo(6);
  }

  @Test
  void manyAddressesHaveEachItsOwn() {
    UdpRates rates = new UdpRates(2, 0);
    for (int number = 0; number < 20_000; number++) {
      assertThat(taken(rates, numbered(number), 3, 1)).as("of address %d", number).isEqualTo(2);
    }
    assertThat(rates.addresses()).isEqualTo(20_000);
    assertThat(taken(rates, numbered(4711), 1, 1)).isZero();
  }

  @Test
  void quietAddressesAreForgotten() {
    UdpRates rates = new UdpRates(2, 0);
    long now = 1;
    for (int number = 0; number < 1_000_000; number++) {
      now += SECOND / 1000;
      assertThat(rates.takes(numbered(number), now)).isTrue();
    }
    assertThat(rates.addresses()).isLessThan(5_000);
  }

  @Test
  void aFloodFromEverNewAddressesTakesBoundedMemoryAndSharesOneAccount() {
    UdpRates rates = new UdpRates(100, 0);
    for (int number = 0; number < UdpRates.ADDRESSES_MAX; number++) {
      assertThat(rates.takes(numbered(number), 1)).isTrue();
    }
    int more = 0;
    for (int number = 0; number < 10_000; number++) {
      more += rates.takes(numbered(1_000_000 + number), 1) ? 1 : 0;
    }
    assertThat(more).isEqualTo(100);
    assertThat(rates.addresses()).isEqualTo(UdpRates.ADDRESSES_MAX);
    assertThat(rates.takes(numbered(3), 1)).as("one that was there before").isTrue();
    assertThat(rates.takes(numbered(2_000_000), 2 * SECOND)).as("after a while").isTrue();
  }
}
