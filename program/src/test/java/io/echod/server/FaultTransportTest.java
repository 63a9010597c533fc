package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.fault.FaultSyntax;
import io.echod.fixture.Shell;
import io.echod.net.address.Address;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of datagrams and of TLS, as clients see them. */
class FaultTransportTest {

  private static final int BYTES = 100;

  @TempDir private Path directory;

  private static ServerOptions options(String url, String specs) {
    return ServerOptions.of(
            Settings.DEFAULT.with(ServerSettings.LISTEN, List.of(Address.parse(url))))
        .with(ServerSettings.DISPATCHERS, 1)
        .with(ServerSettings.UDP_RATE, 0)
        .with(ServerSettings.FAULT_SEED, 1L)
        .with(ServerSettings.FAULT, FaultSyntax.parseAll(specs));
  }

  /** Sends numbered datagrams, and returns the numbers that come back, in their order. */
  private static List<Integer> echoed(String specs, int count) throws IOException {
    try (EchoServer server =
            EchoServer.start(options("udp://127.0.0.1:0", specs), EpollKernel::new);
        DatagramSocket client = new DatagramSocket()) {
      client.connect((InetSocketAddress) server.addresses().getFirst());
      client.setSoTimeout(500);
      List<Integer> numbers = new ArrayList<>();
      DatagramPacket received = new DatagramPacket(new byte[BYTES], BYTES);
      for (int number = 0; number < count; number++) {
        ByteBuffer datagram = ByteBuffer.allocate(BYTES).putInt(0, number);
        client.send(new DatagramPacket(datagram.array(), BYTES));
        // Few at a time, so that no socket's buffer is ever full.
        while (number % 50 == 49 && server.statistics().udp().received() <= number) {
          Thread.onSpinWait();
        }
        if (number % 50 == 49) {
          receive(client, received, numbers, 1);
        }
      }
      receive(client, received, numbers, 500);
      return numbers;
    }
  }

  private static void receive(
      DatagramSocket client, DatagramPacket received, List<Integer> numbers, int millis)
      throws IOException {
    client.setSoTimeout(millis);
    try {
      while (true) {
        received.setLength(BYTES);
        client.receive(received);
        numbers.add(ByteBuffer.wrap(received.getData()).getInt(0));
      }
    } catch (SocketTimeoutException none) {
      // That was all.
    }
  }

  @Test
  void asManyAreLostAsWasAskedForAndTheSameOnesAgain() throws Exception {
    List<Integer> first = echoed("loss=10%", 2000);
    assertThat(first.size()).isBetween(1740, 1860);
    assertThat(first).isSorted().doesNotHaveDuplicates();
    assertThat(echoed("loss=10%", 2000)).isEqualTo(first);
  }

  @Test
  void someComeTwice() throws Exception {
    List<Integer> numbers = echoed("duplicate=50%", 200);
    assertThat(numbers.size()).isBetween(270, 330);
    assertThat(numbers.stream().distinct()).hasSize(200);
  }

  @Test
  void someComeLateAndNoneIsLost() throws Exception {
    List<Integer> numbers = echoed("reorder=10%,distance=3", 200);
    assertThat(numbers).hasSize(200).doesNotHaveDuplicates();
    assertThat(numbers).isNotEqualTo(numbers.stream().sorted().toList());
  }

  @Test
  void longOnesAreCut() throws Exception {
    try (EchoServer server =
            EchoServer.start(options("udp://127.0.0.1:0", "truncate=10"), EpollKernel::new);
        DatagramSocket client = new DatagramSocket()) {
      InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
      client.setSoTimeout(30_000);
      for (int length : new int[] {0, 5, 10, 11, 100}) {
        client.send(new DatagramPacket(new byte[length], length, address));
        DatagramPacket received = new DatagramPacket(new byte[BYTES], BYTES);
        client.receive(received);
        assertThat(received.getLength()).isEqualTo(Math.min(10, length));
      }
    }
  }

  @Test
  void aFaultOfATransportThatIsNotThereIsAMistake() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> options("tcp://127.0.0.1:0", "loss=1%").places())
        .withMessageContaining("'loss=1%' is a fault of udp:// listeners, and there is none");
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> options("tcp://127.0.0.1:0", "no-close-notify").places())
        .withMessageContaining("is a fault of tls:// listeners");
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> options("udp://127.0.0.1:0", "silent").places())
        .withMessageContaining("is a fault of tcp:// listeners");
  }

  @Test
  void aFaultOfTheServerThatNoListenerTakesIsAMistakeOfAnotherKind() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> options("tcp://127.0.0.1:0?fault=silent", "reset").places())
        .withMessageContaining("'reset' is a fault of tcp:// listeners, and those that there are")
        .withMessageContaining("have faults of their own in their place");
  }

  @Test
  void aCutOfTlsIsATruncation() throws Exception {
    Shell.assumeInstalled("openssl");
    assertThat(sClient("no-close-notify end,after=5")).contains("unexpected eof");
    assertThat(sClient("end,after=5")).doesNotContain("unexpected eof");
  }

  @Test
  void aRuleIsForThoseWhoAskForAName() throws Exception {
    Shell.assumeInstalled("openssl");
    // The other one lets the client end.
    String rule = "end,after=2,sni=*.Example.org end,after=5";
    assertThat(sClient(rule, "-servername a.example.org")).endsWith("he");
    assertThat(sClient(rule, "-servername example.org")).endsWith("hello");
    assertThat(sClient(rule, "-noservername")).endsWith("hello");
  }

  @Test
  void aNameNeedsTls() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> options("tcp://127.0.0.1:0", "silent,sni=a.test").places())
        .withMessageContaining("is a fault of tls:// listeners");
  }

  private String sClient(String spec) throws Exception {
    return sClient(spec, "");
  }

  private String sClient(String spec, String flags) throws Exception {
    try (EchoServer server =
        EchoServer.start(
            options("tls://127.0.0.1:0?self-signed", spec).with(ServerSettings.DISPATCHERS, 1),
            EpollKernel::new)) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      return Shell.run(
              directory,
              "(printf hello | openssl s_client -quiet %s -connect 127.0.0.1:%d 2>&1) || true"
                  .formatted(flags, port))
          .output();
    }
  }
}
