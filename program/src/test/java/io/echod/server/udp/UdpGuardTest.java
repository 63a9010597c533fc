package io.echod.server.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.server.udp.UdpGuard.Verdicts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpGuardTest {

  private final Verdicts verdicts = new Verdicts();
  private final DatagramBatch batch = new DatagramBatch(8);

  private void add(String host, int port, String text) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(host), port);
    batch.add(ISO_8859_1.encode(text), new DatagramAddress(address));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 0",
    "10.0.0.1, 1",
    "10.0.0.1, 7",
    "10.0.0.1, 13",
    "10.0.0.1, 17",
    "10.0.0.1, 19",
    "10.0.0.1, 37",
    "10.0.0.1, 53",
    "10.0.0.1, 69",
    "10.0.0.1, 123",
    "10.0.0.1, 1023",
    "::1, 7",
    "10.0.0.1, 10234",
    "::1, 10235",
    "255.255.255.255, 5000",
    "224.0.0.1, 5000",
    "239.255.255.250, 5000",
    "0.0.0.0, 5000",
    "ff02::1, 5000",
    "ff0e::1, 5000",
    "::, 5000"
  })
  void noPeerIsAnsweredThere(String host, int port) {
    UdpGuard guard = new UdpGuard(0, null);
    guard.listensOn(10_234);
    guard.listensOn(10_235);
    add("10.0.0.9", 5000, "before");
    add(host, port, "refused");
    add("10.0.0.9", 5000, "after");
    guard.filter(batch, verdicts, 1);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(ISO_8859_1.decode(batch.datagram(0)).toString()).isEqualTo("before");
    assertThat(ISO_8859_1.decode(batch.datagram(1)).toString()).isEqualTo("after");
    assertThat(verdicts.refused()).isEqualTo(1);
    assertThat(verdicts.overRate()).isZero();
  }

  /** Every server that hears it would answer the same one. */
  @Test
  void aDatagramToManyIsNotAnswered() {
    UdpGuard guard = new UdpGuard(0, null);
    add("10.0.0.9", 5000, "alone");
    add("10.0.0.9", 5000, "to many");
    batch.address(1).setSentToMany();
    guard.filter(batch, verdicts, 1);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(ISO_8859_1.decode(batch.datagram(0)).toString()).isEqualTo("alone");
    assertThat(verdicts.refused()).isEqualTo(1);
    batch.size(0);
    add("10.0.0.9", 5000, "alone again");
    add("10.0.0.9", 5000, "alone again");
    guard.filter(batch, verdicts, 1);
    assertThat(batch.size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 1024",
    "10.0.0.1, 65535",
    "10.0.0.1, 10233",
    "223.255.255.255, 5000",
    "240.0.0.1, 5000",
    "127.0.0.1, 5000",
    "::1, 5000",
    "fe80::1, 5000",
    "fd00::1, 5000"
  })
  void othersAre(String host, int port) {
    UdpGuard guard = new UdpGuard(0, null);
    guard.listensOn(10_234);
    add(host, port, "x");
    guard.filter(batch, verdicts, 1);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(verdicts.refused()).isZero();
  }

  @Test
  void theServersListsHold() {
    UdpGuard guard = new UdpGuard(0, address -> address.toString().startsWith("/10."));
    add("10.0.0.1", 5000, "x");
    add("192.0.2.1", 5000, "x");
    guard.filter(batch, verdicts, 1);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.address(0).toSocketAddress().getAddress().getHostAddress())
        .isEqualTo("10.0.0.1");
    assertThat(verdicts.refused()).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsNotChargedAndWhatIsOverTheRateIsCounted() {
    UdpGuard guard = new UdpGuard(2, null);
    add("10.0.0.1", 7, "x");
    for (int count = 0; count < 5; count++) {
      add("10.0.0.1", 5000, "x");
    }
    guard.filter(batch, verdicts, 1);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(verdicts.refused()).isEqualTo(1);
    assertThat(verdicts.overRate()).isEqualTo(3);
  }
}
