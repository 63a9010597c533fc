package io.echod.dispatcher.kernel.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.KernelFixture;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Sockets that the process was started with, here opened by another kernel of the same process. */
class EpollInheritanceTest extends KernelFixture {

  private static final SocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  EpollInheritanceTest() {
    super(EpollKernel::new);
  }

  @Test
  void aListeningSocketIsListenedOnAndStaysOpen() throws IOException {
    EpollListeningSource opened = (EpollListeningSource) listen();
    InheritedSocket socket = kernel.inherited(opened.descriptor());
    assertThat(socket.kind()).isEqualTo(InheritedSocket.Kind.CONNECTIONS);
    assertThat(socket.address()).isEqualTo(opened.localAddress());
    for (int time = 0; time < 2; time++) {
      ListeningSource inherited = kernel.listen(socket);
      StreamSource client = kernel.connect(socket.address());
      require(inherited, Ready.READ);
      StreamSource accepted = inherited.accept();
      assertThat(accepted).isNotNull();
      require(client, Ready.WRITE);
      assertThat(client.finishConnect()).isTrue();
      send(client, "hello");
      assertThat(receive(accepted, 5)).isEqualTo("hello");
      assertThat(inherited.accept()).as("another one, which is not waited for").isNull();
      inherited.close();
    }
    assertThat(opened.isOpen()).isTrue();
  }

  @Test
  void aSocketOfDatagramsIsOneToo() throws IOException {
    DatagramSource opened = kernel.bind(ANY_PORT, DatagramOptions.DEFAULT);
    InheritedSocket socket = kernel.inherited(((EpollDatagramSource) opened).descriptor());
    assertThat(socket.kind()).isEqualTo(InheritedSocket.Kind.DATAGRAMS);
    DatagramSource inherited = kernel.bind(socket);
    assertThat(inherited.localAddress()).isEqualTo(opened.localAddress());
  }

  @Test
  void whatIsNoSocketToServeOnIsRefused() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> kernel.inherited(1_000_000))
        .withMessage("is not open");
    StreamSource client = kernel.connect(listen().localAddress());
    assertThatIOException()
        .isThrownBy(() -> kernel.inherited(((EpollStreamSource) client).descriptor()))
        .withMessage("does not listen");
  }

  @Test
  void aClientAtAClosedOneThatStaysOpenElsewherePreventsNoSleep() throws IOException {
    EpollListeningSource opened = (EpollListeningSource) listen();
    ListeningSource inherited = kernel.listen(kernel.inherited(opened.descriptor()));
    inherited.interest(Ready.READ);
    kernel.await(0, ready);
    inherited.close();
    StreamSource client = kernel.connect(opened.localAddress());
    require(opened, Ready.READ);
    assertThat(quietWaits(20_000_000)).isLessThanOrEqualTo(5);
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void aDatagramForAClosedOneThatStaysOpenElsewherePreventsNoSleep() throws IOException {
    DatagramSource opened = kernel.bind(ANY_PORT, DatagramOptions.DEFAULT);
    DatagramSource inherited =
        kernel.bind(kernel.inherited(((EpollDatagramSource) opened).descriptor()));
    inherited.interest(Ready.READ);
    kernel.await(0, ready);
    inherited.close();
    DatagramSource sender = kernel.bind(ANY_PORT, DatagramOptions.DEFAULT);
    DatagramAddress to = new DatagramAddress(opened.localAddress());
    assertThat(sender.send(ByteBuffer.allocate(1), to)).isTrue();
    require(opened, Ready.READ);
    assertThat(quietWaits(20_000_000)).isLessThanOrEqualTo(5);
  }
}
