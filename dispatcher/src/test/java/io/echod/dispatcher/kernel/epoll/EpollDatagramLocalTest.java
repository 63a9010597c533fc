package io.echod.dispatcher.kernel.epoll;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Ready;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A socket of every address answers from the one that was asked (RFC 1122 section 4.1.3.5), by
 * ip(7) and ipv6(7). The clients are sockets of the JDK.
 */
@Timeout(60)
final class EpollDatagramLocalTest {

  private static final String EVERY4 = "0.0.0.0";
  private static final String EVERY6 = "::";

  private final EpollKernel kernel;

  EpollDatagramLocalTest() throws IOException {
    kernel = new EpollKernel();
  }

  private DatagramSource bind(String host) throws IOException {
    return kernel.bind(
        new InetSocketAddress(InetAddress.ofLiteral(host), 0), DatagramOptions.DEFAULT);
  }

  private void await(DatagramSource source) throws IOException {
    Ready ready = new Ready();
    source.interest(Ready.READ);
    while (ready.size() == 0) {
      kernel.await(Duration.ofSeconds(20).toNanos(), ready);
    }
  }

  /** Returns where the answer to a datagram is from, which was sent to a host and echoed. */
  private InetAddress answerer(DatagramSource server, String host) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(20_000);
      ask(client, server, host);
      await(server);
      DatagramBatch batch = new DatagramBatch(4);
      assertThat(server.receive(batch)).isEqualTo(1);
      assertThat(server.send(batch, 0)).isEqualTo(1);
      return answer(client);
    }
  }

  private static void ask(DatagramSocket client, DatagramSource server, String host)
      throws IOException {
    InetAddress address = InetAddress.ofLiteral(host);
    int port = server.localAddress().getPort();
    client.send(new DatagramPacket(new byte[] {'a'}, 1, address, port));
  }

  private static InetAddress answer(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[9], 9);
    client.receive(packet);
    return packet.getAddress();
  }

  @Test
  void aSocketOfEveryAddressOfIpv4AnswersFromTheOneThatWasAsked() throws IOException {
    try (kernel) {
      DatagramSource server = bind(EVERY4);
      for (String host : List.of("127.0.0.1", "127.0.0.2", "127.1.2.3")) {
        assertThat(answerer(server, host)).isEqualTo(InetAddress.ofLiteral(host));
      }
    }
  }

  @Test
  void aSocketOfEveryAddressOfIpv6DoesSoOverBoth() throws IOException {
    try (kernel) {
      DatagramSource server = bind(EVERY6);
      for (String host : List.of("127.0.0.2", "127.0.0.1", "::1")) {
        assertThat(answerer(server, host)).isEqualTo(InetAddress.ofLiteral(host));
      }
    }
  }

  @Test
  void soDoesOneDatagramAloneOutOfAnyBuffer() throws IOException {
    try (kernel;
        DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(20_000);
      DatagramSource server = bind(EVERY4);
      DatagramAddress from = new DatagramAddress();
      for (ByteBuffer buffer : List.of(ByteBuffer.allocate(9), ByteBuffer.allocateDirect(9))) {
        ask(client, server, "127.0.0.3");
        await(server);
        assertThat(server.receive(buffer, from)).isEqualTo(1);
        DatagramAddress kept = new DatagramAddress();
        kept.set(from);
        assertThat(server.send(buffer.flip(), kept)).isTrue();
        assertThat(answer(client)).isEqualTo(InetAddress.ofLiteral("127.0.0.3"));
      }
    }
  }

  @Test
  void anAddressOfAnotherDatagramIsNotKept() throws IOException {
    try (kernel;
        DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(20_000);
      DatagramSource server = bind(EVERY4);
      assertThat(answerer(server, "127.0.0.2")).isEqualTo(InetAddress.ofLiteral("127.0.0.2"));
      DatagramAddress to =
          new DatagramAddress(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), client.getLocalPort()));
      assertThat(to.hasLocal()).isFalse();
      server.send(ISO_8859_1.encode("b"), to);
      assertThat(answer(client)).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }
  }

  @Test
  void aSocketOfOneAddressIsNotAskedFromWhich() throws IOException {
    try (kernel;
        DatagramSocket client = new DatagramSocket()) {
      DatagramSource server = bind("127.0.0.1");
      ask(client, server, "127.0.0.1");
      await(server);
      DatagramAddress from = new DatagramAddress();
      server.receive(ByteBuffer.allocateDirect(9), from);
      assertThat(from.hasLocal()).isFalse();
    }
  }

  /** Where the machine has an interface with one. */
  private static InetAddress broadcast() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(each -> each.getInterfaceAddresses().stream())
        .map(each -> each.getBroadcast())
        .filter(each -> each != null)
        .findFirst()
        .orElse(InetAddress.getLoopbackAddress());
  }

  @Test
  void aBroadcastIsKnownAsOne() throws IOException {
    try (kernel;
        DatagramSocket client = new DatagramSocket()) {
      DatagramSource server = bind(EVERY6);
      DatagramAddress from = new DatagramAddress();
      ask(client, server, "127.0.0.1");
      await(server);
      server.receive(ByteBuffer.allocateDirect(9), from);
      assertThat(from.wasSentToMany()).isFalse();
      InetAddress broadcast = broadcast();
      assumeThat(broadcast.isLoopbackAddress()).as("no interface has a broadcast").isFalse();
      client.setBroadcast(true);
      ask(client, server, broadcast.getHostAddress());
      await(server);
      server.receive(ByteBuffer.allocateDirect(9), from);
      assertThat(from.wasSentToMany()).isTrue();
      // An answer leaves from an address all the same.
      assertThat(server.send(ISO_8859_1.encode("b"), from)).isTrue();
    }
  }
}
