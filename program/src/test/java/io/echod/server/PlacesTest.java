package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.server.setting.ServerSettings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses that take in each other are listened on once. */
class PlacesTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0 ::, ::, tcp://0.0.0.0:7 is taken in by tcp://[::]:7",
    ":: 0.0.0.0, ::, tcp://0.0.0.0:7 is taken in by tcp://[::]:7",
    ":: 127.0.0.1, ::, tcp://127.0.0.1:7 is taken in by tcp://[::]:7",
    "::1 ::, ::, tcp://[::1]:7 is taken in by tcp://[::]:7",
    "127.0.0.1 0.0.0.0, 0.0.0.0, tcp://127.0.0.1:7 is taken in by tcp://0.0.0.0:7",
    "127.0.0.1 127.0.0.1, 127.0.0.1, tcp://127.0.0.1:7 is given twice",
    ":: ::, ::, tcp://[::]:7 is given twice",
    "0.0.0.0 0.0.0.0, 0.0.0.0, tcp://0.0.0.0:7 is given twice",
  })
  void oneThatIsTakenInIsLeftOutAndNamed(String given, String left, String reported) {
    List<String> lines = new ArrayList<>();
    assertThat(Places.distinct(addresses(given), lines::add)).isEqualTo(addresses(left));
    assertThat(lines).containsExactly(reported);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0 ::1", "127.0.0.1 127.0.0.2", "127.0.0.1 ::1", "::"})
  void othersStay(String given) {
    List<String> lines = new ArrayList<>();
    assertThat(Places.distinct(addresses(given), lines::add)).isEqualTo(addresses(given));
    assertThat(lines).isEmpty();
  }

  @Test
  void anotherPortIsAnotherPlace() {
    List<Place> addresses =
        List.of(
            Place.of(new InetSocketAddress("::", 7), 0),
            Place.of(new InetSocketAddress("0.0.0.0", 8), 0));
    assertThat(Places.distinct(addresses, _ -> {})).isEqualTo(addresses);
  }

  @Test
  void oneLinkLocalAddressOnTwoInterfacesIsTwo() throws UnknownHostException {
    byte[] address = InetAddress.ofLiteral("fe80::1").getAddress();
    List<Place> addresses =
        Stream.of(1, 2)
            .map(zone -> Place.of(new InetSocketAddress(inZone(address, zone), 7), 0))
            .toList();
    assertThat(Places.distinct(addresses, _ -> {})).hasSize(2);
  }

  private static InetAddress inZone(byte[] address, int zone) {
    try {
      return Inet6Address.getByAddress(null, address, zone);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<Place> addresses(String words) {
    return Stream.of(words.split(" "))
        .map(word -> Place.of(new InetSocketAddress(InetAddress.ofLiteral(word), 7), 0))
        .toList();
  }

  static Stream<Arguments> starts() {
    List<Arguments> starts = new ArrayList<>();
    for (String addresses : List.of("0.0.0.0 ::", ":: 0.0.0.0", ":: ::", "127.0.0.1 ::1 ::")) {
      for (int dispatchers : List.of(1, 3)) {
        Kernel.Factory nio = NioKernel::new;
        Kernel.Factory epoll = EpollKernel::new;
        starts.add(Arguments.argumentSet("nio " + addresses, addresses, dispatchers, nio));
        starts.add(Arguments.argumentSet("epoll " + addresses, addresses, dispatchers, epoll));
      }
    }
    return starts.stream();
  }

  @ParameterizedTest
  @MethodSource("starts")
  void aServerOnBothWildcardsServesBothFamilies(
      String words, int dispatchers, Kernel.Factory kernels) throws Exception {
    InetSocketAddress[] any =
        addresses(words).stream()
            .map(place -> (InetSocketAddress) place.withPort(0).address())
            .toArray(InetSocketAddress[]::new);
    ServerOptions options = ServerOptions.on(any).with(ServerSettings.DISPATCHERS, dispatchers);
    try (EchoServer server = EchoServer.start(options, kernels)) {
      assertThat(server.addresses()).hasSize(1);
      int port = Servers.address(server).getPort();
      for (InetSocketAddress address : List.of(Loopback.ipv4(port), Loopback.ipv6(port))) {
        try (EchoClient client = EchoClient.connect(address)) {
          client.echo("hello");
        }
      }
    }
  }
}
