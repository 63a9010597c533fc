package io.echod.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelSide;
import io.echod.net.datagram.DatagramFailure;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams on a dispatcher. */
@ParameterizedClass
@EnumSource(names = {"EPOLL", "NIO", "SIM"})
final class DatagramsTest extends TcpContract {

  private final KernelSide kernel;

  DatagramsTest(KernelSide kernel) {
    this.kernel = kernel;
  }

  @Override
  protected Kernel openKernel() throws IOException {
    return kernel.open();
  }

  final List<String> received = new ArrayList<>();

  Datagrams bind() throws IOException {
    return Datagrams.bind(dispatcher, loopback(), DatagramsOptions.DEFAULT);
  }

  static DatagramAddress addressOf(Datagrams datagrams) {
    return new DatagramAddress(datagrams.address());
  }

  static ByteBuffer bytes(String text) {
    return ISO_8859_1.encode(text);
  }

  /** One that notes what it receives. */
  Datagrams listening() throws IOException {
    Datagrams datagrams = bind();
    ByteBuffer buffer = ByteBuffer.allocate(100);
    datagrams.onIo(
        Reason.READ,
        (_, _) -> {
          DatagramAddress sender = new DatagramAddress();
          if (datagrams.receive(buffer.clear(), sender) != Datagrams.NONE) {
            received.add(ISO_8859_1.decode(buffer.flip()).toString());
          }
        });
    return datagrams;
  }

  Datagrams echoing() throws IOException {
    Datagrams datagrams = bind();
    DatagramBatch batch = new DatagramBatch(8);
    datagrams.onIo(
        Reason.READ,
        (_, _) -> {
          datagrams.receive(batch);
          datagrams.send(batch);
        });
    return datagrams;
  }

  @Test
  void anEchoComesBackByTheAddressOfItsSender() throws IOException {
    Datagrams server = echoing();
    Datagrams client = listening();
    client.send(bytes("one"), addressOf(server));
    client.send(bytes(""), addressOf(server));
    client.send(bytes("three"), addressOf(server));
    until("all have come back", () -> received.size() == 3);
    assertThat(received).containsExactly("one", "", "three");
    assertThat(server.received()).isEqualTo(3);
    assertThat(server.sent()).isEqualTo(3);
    assertThat(client.sent()).isEqualTo(3);
    assertThat(client.received()).isEqualTo(3);
    assertThat(client.dropped() + client.failures() + server.dropped() + server.failures())
        .isZero();
  }

  @Test
  void aPortOfTcpAndOneOfUdpAreTwo() throws IOException {
    Listener listener = listen();
    Datagrams server = Datagrams.bind(dispatcher, listener.address(), DatagramsOptions.DEFAULT);
    assertThat(server.address()).isEqualTo(listener.address());
  }

  @Test
  void anAddressInUseIsNamed() throws IOException {
    InetSocketAddress taken = bind().address();
    assertThatIOException()
        .isThrownBy(() -> Datagrams.bind(dispatcher, taken, DatagramsOptions.DEFAULT))
        .withMessageContaining("udp://127.0.0.1:" + taken.getPort());
  }

  @Test
  void oneThatIsTooLongFailsAlone() throws IOException {
    Datagrams server = listening();
    Datagrams client = bind();
    ByteBuffer tooLong = ByteBuffer.allocate(DatagramSource.BYTES_MAX_IPV4 + 1);
    assertThatExceptionOfType(DatagramFailure.class)
        .isThrownBy(() -> client.send(tooLong, addressOf(server)))
        .withMessageContaining("65508");
    assertThat(client.failures()).isEqualTo(1);
    client.send(bytes("short"), addressOf(server));
    until("it has come", () -> !received.isEmpty());
    assertThat(received).containsExactly("short");
  }

  @Test
  void oneOfABatchThatCannotBeSentKeepsNoneOfTheOthers() throws IOException {
    Datagrams server = listening();
    Datagrams client = bind();
    DatagramBatch batch = new DatagramBatch(3);
    batch.add(bytes("a"), addressOf(server));
    batch.add(ByteBuffer.allocate(DatagramSource.BYTES_MAX_IPV4 + 1), addressOf(server));
    batch.add(bytes("c"), addressOf(server));
    client.send(batch);
    until("two have come", () -> received.size() == 2);
    assertThat(received).containsExactly("a", "c");
    assertThat(client.failures()).isEqualTo(1);
    assertThat(client.sent()).isEqualTo(2);
  }

  @Test
  void aFailureOutOfAHandlerEndsNothing() throws IOException {
    Datagrams server = listening();
    Datagrams small = bind();
    List<Integer> lengths = new ArrayList<>();
    small.onIo(
        Reason.READ,
        (_, _) -> lengths.add(small.receive(ByteBuffer.allocate(4), new DatagramAddress())));
    server.send(bytes("too long for it"), addressOf(small));
    server.send(bytes("fits"), addressOf(small));
    until("the second has come", () -> !lengths.isEmpty());
    assertThat(lengths).containsExactly(4);
    assertThat(small.isOpen()).isTrue();
    assertThat(small.failures()).isEqualTo(1);
    assertThat(log.messages(Level.SEVERE)).isEmpty();
  }

  @Test
  void aPortWithoutAnybodyIsTheFailureOfWhoIsConnectedToIt() throws IOException {
    Datagrams gone = bind();
    gone.close();
    settle();
    Datagrams client = bind();
    client.connect(gone.address());
    List<Throwable> failures = new ArrayList<>();
    client.onIo(
        Reason.READ,
        (_, _) -> {
          try {
            client.receive(ByteBuffer.allocate(9), new DatagramAddress());
          } catch (DatagramFailure failure) {
            failures.add(failure.getCause());
          }
        });
    client.send(bytes("hello?"), addressOf(gone));
    until("it is notified", () -> !failures.isEmpty());
    assertThat(failures).hasSize(1).hasOnlyElementsOfType(PortUnreachableException.class);
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void aClosedOneIsDistinguished() throws IOException {
    Datagrams client = bind();
    client.close();
    client.close();
    assertThat(client.isOpen()).isFalse();
    assertThatExceptionOfType(DatagramFailure.class)
        .isThrownBy(() -> client.receive(ByteBuffer.allocate(9), new DatagramAddress()));
    assertThatExceptionOfType(DatagramFailure.class)
        .isThrownBy(() -> client.send(bytes("x"), addressOf(client)));
  }
}
