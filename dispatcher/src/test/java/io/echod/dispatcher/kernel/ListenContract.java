package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Listening and accepting. */
abstract class ListenContract extends KernelFixture {

  private static final ListenOptions SHARED = new ListenOptions(16, true, 0);

  ListenContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void portZeroBecomesARealPort() throws IOException {
    InetSocketAddress first = (InetSocketAddress) listen().localAddress();
    InetSocketAddress second = (InetSocketAddress) listen().localAddress();
    assertThat(first.getPort()).isPositive();
    assertThat(second.getPort()).isPositive().isNotEqualTo(first.getPort());
    assertThat(first.getAddress()).isEqualTo(StreamPair.anyPort().getAddress());
  }

  @Test
  void withoutAClientAcceptIsNull() throws IOException {
    ListeningSource listener = listen();
    assertThat(listener.accept()).isNull();
    StreamPair.open(kernel, listener);
    assertThat(listener.accept()).isNull();
  }

  @Test
  void connectionsAreAcceptedOldestFirst() throws IOException {
    ListeningSource listener = listen();
    StreamSource[] clients = new StreamSource[10];
    for (int index = 0; index < clients.length; index++) {
      clients[index] = kernel.connect(listener.localAddress());
      StreamPair.finishConnect(kernel, clients[index]);
    }
    for (StreamSource client : clients) {
      StreamSource accepted = StreamPair.accept(kernel, listener);
      assertThat(accepted.remoteAddress()).isEqualTo(client.localAddress());
    }
  }

  @Test
  void whatWasWrittenBeforeTheAcceptIsThere() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    StreamPair.finishConnect(kernel, client);
    send(client, "early");
    client.close();
    assertThat(receive(StreamPair.accept(kernel, listener), 99)).isEqualTo("early");
  }

  @Test
  void aConnectionResetWhileItWaitedTroublesNoOther() throws IOException {
    ListeningSource listener = listen();
    StreamSource rude = kernel.connect(listener.localAddress());
    StreamPair.finishConnect(kernel, rude);
    rude.abort();
    StreamSource polite = kernel.connect(listener.localAddress());
    StreamPair.finishConnect(kernel, polite);
    StreamSource accepted = StreamPair.accept(kernel, listener);
    if (!accepted.remoteAddress().equals(polite.localAddress())) {
      // Some systems hand it out, and report the reset at the first read.
      StreamSource gone = accepted;
      assertThatIOException().isThrownBy(() -> receive(gone, 1));
      accepted = StreamPair.accept(kernel, listener);
    }
    assertThat(accepted.remoteAddress()).isEqualTo(polite.localAddress());
  }

  @Test
  void anAddressInUseIsRefused() throws IOException {
    SocketAddress taken = listen().localAddress();
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> kernel.listen(taken, ListenOptions.DEFAULT));
  }

  @Test
  void anAddressOfAnotherMachineIsRefused() {
    // Reserved for documentation by RFC 5737: no host has it.
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> kernel.listen(foreign, ListenOptions.DEFAULT));
  }

  @Test
  void aNameThatWasNotResolvedIsRefused() {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 0);
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> kernel.listen(nowhere, ListenOptions.DEFAULT));
  }

  @Test
  void anAddressIsFreeAgainAtOnceAfterItsListenerClosed() throws IOException {
    ListeningSource first = listen();
    SocketAddress address = first.localAddress();
    StreamPair pair = StreamPair.open(kernel, first);
    first.close();
    pair.server().close();
    pair.client().close();
    ListeningSource second = kernel.listen(address, ListenOptions.DEFAULT);
    assertThat(second.localAddress()).isEqualTo(address);
    send(StreamPair.open(kernel, second).client(), "x");
  }

  @Test
  void acceptedStreamsOutliveTheirListener() throws IOException {
    ListeningSource listener = listen();
    StreamPair pair = StreamPair.open(kernel, listener);
    listener.close();
    send(pair.client(), "x");
    assertThat(receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void aClosedListenerAcceptsNoClient() throws IOException {
    ListeningSource listener = listen();
    listener.close();
    assertThatIOException().isThrownBy(listener::accept);
  }

  @Test
  void whoWaitsAtAListenerThatClosesHearsOfIt() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    StreamPair.finishConnect(kernel, client);
    listener.close();
    require(client, READ);
    assertThatIOException().isThrownBy(() -> receive(client, 1));
  }

  @Test
  void listenersThatAskForItShareAPort() throws IOException {
    ListeningSource first = kernel.listen(StreamPair.anyPort(), SHARED);
    ListeningSource second = kernel.listen(first.localAddress(), SHARED);
    assertThat(second.localAddress()).isEqualTo(first.localAddress());
    Set<StreamSource> accepted = new HashSet<>();
    for (int index = 0; index < 20; index++) {
      StreamSource client = kernel.connect(first.localAddress());
      StreamPair.finishConnect(kernel, client);
    }
    while (accepted.size() < 20) {
      ListeningSource busy = kernel.poll(first, READ, 0) != 0 ? first : second;
      accepted.add(StreamPair.accept(kernel, busy));
    }
  }

  @Test
  void aSmallReceiveBufferHoldsLess() throws IOException {
    ListenOptions small = new ListenOptions(1, false, 4 * 1024);
    assertThat(bytesHeld(small)).isLessThan(bytesHeld(ListenOptions.DEFAULT));
  }

  /** The bytes that a connection takes while its accepted end reads nothing. */
  private long bytesHeld(ListenOptions options) throws IOException {
    try (ListeningSource listener = kernel.listen(StreamPair.anyPort(), options)) {
      StreamSource client = StreamPair.open(kernel, listener).client();
      client.option(StandardSocketOptions.SO_SNDBUF, 4 * 1024);
      return StreamPair.fill(client);
    }
  }
}
