package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.net.address.Address;
import io.echod.net.address.Cidr;
import io.echod.server.setting.ServerSettings;
import io.echod.server.udp.UdpStatistics;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo over UDP, by sockets of the JDK. */
@Timeout(300)
class UdpEchoTest {

  enum Side {
    EPOLL,
    NIO;

    Kernel open() throws IOException {
      return this == EPOLL ? new EpollKernel() : new NioKernel();
    }
  }

  private static ServerOptions options(int dispatchers, String... urls) {
    List<Address> listen = Arrays.stream(urls).map(Address::parse).toList();
    return ServerOptions.of(Settings.DEFAULT.with(ServerSettings.LISTEN, listen))
        .with(ServerSettings.DISPATCHERS, dispatchers)
        .with(ServerSettings.UDP_RATE, 0);
  }

  private static EchoServer start(Side side, int dispatchers, String... urls) throws IOException {
    return EchoServer.start(options(dispatchers, urls), side::open);
  }

  private static DatagramSocket client() throws IOException {
    DatagramSocket client = new DatagramSocket(0, Loopback.IPV4);
    client.setSoTimeout(20_000);
    return client;
  }

  private static void send(DatagramSocket from, byte[] bytes, InetSocketAddress to)
      throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static byte[] receive(DatagramSocket at, InetSocketAddress from) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    at.receive(packet);
    assertThat(packet.getSocketAddress()).isEqualTo(from);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static InetSocketAddress address(EchoServer server) {
    return (InetSocketAddress) server.addresses().getFirst();
  }

  private static UdpStatistics statistics(EchoServer server) {
    return server.statistics().udp();
  }

  /** With nio the system picks the address, as the kernel does not learn which one was asked. */
  @Test
  void aListenerOfEveryAddressAnswersFromTheOneThatWasAsked() throws Exception {
    try (EchoServer server = start(Side.EPOLL, 2, "udp://:0");
        DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(20_000);
      for (String host : List.of("127.0.0.2", "127.0.0.1", "127.9.9.9")) {
        InetSocketAddress asked =
            new InetSocketAddress(InetAddress.ofLiteral(host), address(server).getPort());
        send(client, new byte[] {1, 2, 3}, asked);
        assertThat(receive(client, asked)).containsExactly(1, 2, 3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void datagramsOfEverySizeComeBackAsTheyWere(Side side) throws Exception {
    try (EchoServer server = start(side, 1, "udp://127.0.0.1:0");
        DatagramSocket client = client()) {
      assertThat(server.urls().getFirst().toString())
          .isEqualTo("udp://127.0.0.1:" + address(server).getPort());
      long bytes = 0;
      int[] sizes = {0, 1, 64, 511, 512, 1472, 1473, 9000, 65_506, 65_507};
      for (int size : sizes) {
        byte[] sent = EchoClient.pattern(size, size);
        send(client, sent, address(server));
        assertThat(receive(client, address(server))).isEqualTo(sent);
        bytes += size;
      }
      assertThat(statistics(server))
          .isEqualTo(new UdpStatistics(sizes.length, sizes.length, 0, 0, 0, 0, bytes, bytes));
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void severalDispatchersShareThePort(Side side) throws Exception {
    try (EchoServer server = start(side, 3, "udp://127.0.0.1:0")) {
      for (int number = 0; number < 30; number++) {
        try (DatagramSocket client = client()) {
          for (int round = 0; round < 3; round++) {
            byte[] sent = EchoClient.pattern(number + round, 100);
            send(client, sent, address(server));
            assertThat(receive(client, address(server))).isEqualTo(sent);
          }
        }
      }
      assertThat(statistics(server).echoed()).isEqualTo(90);
      assertThatIOException()
          .isThrownBy(() -> start(side, 1, "udp://127.0.0.1:" + address(server).getPort()))
          .withMessageContaining("udp://127.0.0.1:" + address(server).getPort());
    }
  }

  @Test
  void tcpAndUdpHaveThePortOfThatNumberBoth() throws Exception {
    int port = Loopback.freePort();
    try (EchoServer both =
            start(Side.EPOLL, 2, "tcp://127.0.0.1:" + port, "udp://127.0.0.1:" + port);
        EchoClient stream = EchoClient.connect(address(both));
        DatagramSocket client = client()) {
      assertThat(both.urls())
          .extracting(Address::toString)
          .containsExactly("tcp://127.0.0.1:" + port, "udp://127.0.0.1:" + port);
      stream.echo("over TCP");
      send(client, new byte[] {1, 2}, address(both));
      assertThat(receive(client, address(both))).containsExactly(1, 2);
    }
  }

  @Test
  void anotherSocketOfThisServerIsNotAnswered() throws Exception {
    try (EchoServer server = start(Side.EPOLL, 1, "udp://127.0.0.1:0", "udp://127.0.0.1:0");
        DatagramSocket client = client()) {
      InetSocketAddress one = address(server);
      InetSocketAddress other = (InetSocketAddress) server.addresses().get(1);
      assertThat(one.getPort()).isNotEqualTo(other.getPort());
      // From the port of the one, at another address of this machine.
      try (DatagramSocket same =
          new DatagramSocket(one.getPort(), InetAddress.ofLiteral("127.0.0.2"))) {
        send(same, new byte[] {1}, other);
        Await.until("it is refused", () -> statistics(server).refused() == 1);
      }
      send(client, new byte[] {2}, other);
      assertThat(receive(client, other)).containsExactly(2);
      assertThat(statistics(server).echoed()).isEqualTo(1);
    }
  }

  @Test
  void moreThanTheRateIsDroppedAndCounted() throws Exception {
    ServerOptions options = options(2, "udp://127.0.0.1:0").with(ServerSettings.UDP_RATE, 1);
    try (EchoServer server = EchoServer.start(options, EpollKernel::new);
        DatagramSocket client = client();
        DatagramSocket another = client()) {
      send(client, new byte[] {1}, address(server));
      assertThat(receive(client, address(server))).containsExactly(1);
      for (int count = 0; count < 10; count++) {
        send(count % 2 == 0 ? client : another, new byte[] {2}, address(server));
      }
      Await.until("all have come", () -> statistics(server).received() == 11);
      assertThat(statistics(server).overRate()).isBetween(1L, 10L);
      assertThat(statistics(server).echoed() + statistics(server).overRate()).isEqualTo(11);
    }
  }

  @Test
  void theServersListsHoldForDatagrams() throws Exception {
    ServerOptions options =
        options(1, "udp://127.0.0.1:0")
            .with(ServerSettings.DENY, List.of(Cidr.parse("127.0.0.9/32")));
    try (EchoServer server = EchoServer.start(options, EpollKernel::new);
        DatagramSocket denied = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.9"));
        DatagramSocket client = client()) {
      send(denied, new byte[] {1}, address(server));
      Await.until("it is refused", () -> statistics(server).refused() == 1);
      send(client, new byte[] {2}, address(server));
      assertThat(receive(client, address(server))).containsExactly(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void aDrainEchoesWhatHasComeAndEnds(Side side) throws Exception {
    try (EchoServer server = start(side, 2, "udp://127.0.0.1:0")) {
      List<DatagramSocket> clients = new ArrayList<>();
      for (int number = 0; number < 50; number++) {
        clients.add(client());
        send(clients.getLast(), new byte[] {(byte) number}, address(server));
      }
      server.drain();
      server.await();
      for (int number = 0; number < clients.size(); number++) {
        assertThat(receive(clients.get(number), address(server))).containsExactly((byte) number);
        clients.get(number).close();
      }
      assertThat(statistics(server).echoed()).isEqualTo(50);
    }
  }
}
