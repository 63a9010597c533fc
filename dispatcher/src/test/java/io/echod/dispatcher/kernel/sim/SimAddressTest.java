package io.echod.dispatcher.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and addresses: families, wildcards, and ports that are shared. */
final class SimAddressTest {

  private static final ListenOptions SHARING = ListenOptions.DEFAULT.withReusePort(true);

  private final SimFixture world = SimFixture.calm();

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private List<InetAddress> callers(SimFixture in, String host) throws IOException {
    ListeningSource listener = in.kernel.listen(at(host, 0), ListenOptions.DEFAULT);
    List<InetAddress> callers = new ArrayList<>();
    for (int count = 0; count < 50; count++) {
      in.network.connect(listener.localAddress(), new SimTalk(new byte[0]));
      StreamSource accepted = StreamPair.accept(in.kernel, listener);
      callers.add(((InetSocketAddress) accepted.remoteAddress()).getAddress());
    }
    return callers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.2", "fd00::2", "127.0.0.1"})
  void peersComeFromManyHostsAndSomeAgain(String host) throws IOException {
    List<InetAddress> callers = callers(world, host);
    Set<InetAddress> hosts = new HashSet<>(callers);
    assertThat(hosts).hasSizeBetween(20, 49);
    boolean ipv6 = InetAddress.ofLiteral(host) instanceof Inet6Address;
    assertThat(hosts).allMatch(one -> one instanceof Inet6Address == ipv6);
    assertThat(callers(SimFixture.calm(), host)).isEqualTo(callers);
    assertThat(callers(new SimFixture(SimOptions.calm(9)), host)).isNotEqualTo(callers);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "10.0.0.3, 10.0.0.2",
    "fd00::3, fd00::2",
    "0.0.0.0, 127.0.0.1",
    "::, ::1"
  })
  void theProgramCallsFromItsOwnHost(String called, String from) throws IOException {
    var local = (InetSocketAddress) world.kernel.connect(at(called, 9)).localAddress();
    assertThat(local.getAddress()).isEqualTo(InetAddress.ofLiteral(from));
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 127.0.0.1", "::, ::1"})
  void aWildcardThatIsCalledMeansThisMachine(String wildcard, String called) throws IOException {
    ListeningSource listener = world.kernel.listen(at(called, 0), ListenOptions.DEFAULT);
    int port = SimFixture.address(listener).getPort();
    StreamSource client = world.kernel.connect(at(wildcard, port));
    StreamPair.finishConnect(world.kernel, client);
    assertThat(client.remoteAddress()).isEqualTo(at(called, port));
  }

  @Test
  void aLinkLocalAddressNeedsItsZone() {
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> world.kernel.connect(at("fe80::1", 9)))
        .withMessageContaining("zone")
        .withMessageContaining("fe80");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 10.0.0.2, false",
    "0.0.0.0, ::, false",
    "::, 10.0.0.2, false",
    "::, fd00::2, false",
    "0.0.0.0, fd00::2, true",
    "127.0.0.1, 10.0.0.2, true",
    "127.0.0.1, ::1, true"
  })
  void addressesThatOverlapAreNotBoundTwice(String one, String other, boolean free)
      throws IOException {
    world.kernel.listen(at(one, 7), ListenOptions.DEFAULT);
    if (free) {
      assertThat(world.kernel.listen(at(other, 7), ListenOptions.DEFAULT).isOpen()).isTrue();
    } else {
      assertInUse(at(other, 7), ListenOptions.DEFAULT);
    }
  }

  private void assertInUse(InetSocketAddress address, ListenOptions options) {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> world.kernel.listen(address, options));
  }

  @Test
  void aCallOfOneFamilyDoesNotReachAWildcardOfTheOther() throws IOException {
    world.kernel.listen(at("0.0.0.0", 7), ListenOptions.DEFAULT);
    StreamSource calling = world.kernel.connect(at("::1", 7));
    world.sleep(SimFixture.SECOND);
    assertThatIOException().isThrownBy(calling::finishConnect);
  }

  @Test
  void thoseWhoShareAPortTakeTurns() throws IOException {
    ListeningSource first = world.kernel.listen(at("127.0.0.1", 7), SHARING);
    ListeningSource second = world.kernel.listen(at("127.0.0.1", 7), SHARING);
    world.kernel.connect(at("127.0.0.1", 7));
    world.kernel.connect(at("127.0.0.1", 7));
    assertThat(StreamPair.accept(world.kernel, first).isOpen()).isTrue();
    assertThat(StreamPair.accept(world.kernel, second).isOpen()).isTrue();
    assertInUse(at("127.0.0.1", 7), ListenOptions.DEFAULT);
  }

  @Test
  void aPortIsItsListenersAloneUntilThatSharesIt() throws IOException {
    ListeningSource first = world.kernel.listen(at("127.0.0.1", 7), ListenOptions.DEFAULT);
    assertInUse(at("127.0.0.1", 7), SHARING);
    first.share();
    assertThat(world.kernel.listen(at("127.0.0.1", 7), SHARING).isOpen()).isTrue();
    assertInUse(at("127.0.0.1", 7), ListenOptions.DEFAULT);
    first.close();
    assertThatIOException().isThrownBy(first::share);
  }
}
