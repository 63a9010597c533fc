package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Connecting, until it succeeds or fails. */
abstract class ConnectContract extends KernelFixture {

  ConnectContract(Kernel.Factory factory) {
    super(factory);
  }

  /** An address without a listener any more. */
  private SocketAddress deserted() throws IOException {
    ListeningSource listener = listen();
    // Closed means that no connection is taken any more, though the kernel has not waited since.
    listener.close();
    return listener.localAddress();
  }

  /** A connection attempt that has failed, and not been asked about yet. */
  private StreamSource refused() throws IOException {
    StreamSource source = kernel.connect(deserted());
    source.interest(WRITE);
    awaitReady(source);
    return source;
  }

  @Test
  void aConnectIsReadyToWriteOnceItHasSucceeded() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    client.interest(WRITE);
    assertThat(awaitReady(client)).isEqualTo(WRITE);
    assertThat(client.finishConnect()).isTrue();
    assertThat(client.finishConnect()).isTrue();
  }

  @Test
  void anInterestSetWhileConnectingHoldsAfterwards() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    client.interest(READ | WRITE);
    awaitReady(client);
    assertThat(client.finishConnect()).isTrue();
    StreamSource server = StreamPair.accept(kernel, listener);
    send(server, "x");
    require(client, READ);
    assertThat(awaitReady(client)).isEqualTo(READ | WRITE);
  }

  @Test
  void aConnectedStreamIsReadyToWriteAsBefore() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    client.interest(WRITE);
    awaitReady(client);
    assertThat(client.finishConnect()).isTrue();
    assertThat(awaitReady(client)).isEqualTo(WRITE);
  }

  @Test
  void theRemoteAddressIsKnownWhileConnecting() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
  }

  @Test
  void anAcceptedStreamIsConnected() throws IOException {
    assertThat(pair().server().finishConnect()).isTrue();
  }

  @Test
  void aRefusalIsReadyToWriteAndNamesTheAddress() throws IOException {
    StreamSource source = refused();
    String address = Destination.text(source.remoteAddress());
    assertThatIOException()
        .isThrownBy(source::finishConnect)
        .isInstanceOf(ConnectException.class)
        .withMessageContaining(address);
  }

  @Test
  void aRefusedSourceIsOpenUntilItIsClosed() throws IOException {
    StreamSource source = refused();
    boolean[] reported = {false};
    source.watchedBy(() -> reported[0] = true);
    assertThatIOException().isThrownBy(source::finishConnect);
    assertThat(source.isOpen()).isTrue();
    assertThat(reported[0]).isFalse();
    source.close();
    assertThat(source.isOpen()).isFalse();
    assertThat(reported[0]).isTrue();
  }

  @Test
  void aRefusedSourceIsOfNoFurtherUse() throws IOException {
    StreamSource source = refused();
    assertThatIOException().isThrownBy(source::finishConnect);
    assertThatIOException().isThrownBy(source::finishConnect);
    assertThatIOException().isThrownBy(() -> source.read(ByteBuffer.allocate(1)));
    assertThatIOException().isThrownBy(() -> source.write(ByteBuffer.allocate(1)));
  }

  @Test
  void aRefusedSourceThatWasNotAskedAboutIsOfNoUseEither() throws IOException {
    assertThatIOException().isThrownBy(() -> refused().read(ByteBuffer.allocate(1)));
    assertThatIOException().isThrownBy(() -> refused().write(ByteBuffer.allocate(1)));
    assertThatIOException().isThrownBy(() -> refused().shutdownOutput());
  }

  @Test
  void aRefusedSourceIsClosedWithItsKernel() throws IOException {
    StreamSource source = refused();
    boolean[] reported = {false};
    source.watchedBy(() -> reported[0] = true);
    assertThatIOException().isThrownBy(source::finishConnect);
    assertThat(look(source)).isZero();
    kernel.close();
    assertThat(source.isOpen()).isFalse();
    assertThat(reported[0]).isTrue();
  }

  @Test
  void manyAttemptsToOneListenerAllSucceed() throws IOException {
    ListeningSource listener = listen();
    StreamSource[] clients = new StreamSource[100];
    for (int index = 0; index < clients.length; index++) {
      clients[index] = kernel.connect(listener.localAddress());
    }
    for (StreamSource client : clients) {
      StreamPair.finishConnect(kernel, client);
      StreamPair.accept(kernel, listener);
    }
    assertThat(listener.accept()).isNull();
  }

  @Test
  void aCloseWhileConnectingIsHarmless() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    client.interest(WRITE);
    client.close();
    assertThat(look(client)).isZero();
    assertThatIOException().isThrownBy(() -> client.write(ByteBuffer.allocate(1)));
  }

  @Test
  void anAbortWhileConnectingIsHarmless() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    client.abort();
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aNameThatWasNotResolvedIsRefused() {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 7);
    assertThatIOException()
        .isThrownBy(() -> kernel.connect(nowhere))
        .isInstanceOf(UnknownHostException.class)
        .withMessageContaining("nowhere.invalid");
  }

  @Test
  void aPollOfARefusedSourceReportsThatItsCallsHaveAReport() throws IOException {
    StreamSource source = refused();
    assertThatIOException().isThrownBy(source::finishConnect);
    assertThat(kernel.poll(source, READ | WRITE, 0)).isEqualTo(READ | WRITE);
    assertThat(kernel.poll(source, WRITE, 0)).isEqualTo(WRITE);
  }
}
