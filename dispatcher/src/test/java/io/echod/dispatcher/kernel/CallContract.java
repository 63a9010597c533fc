package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that are refused, the same on every kernel: too late, or of values that are none. */
abstract class CallContract extends KernelFixture {

  CallContract(Kernel.Factory factory) {
    super(factory);
  }

  /** As jdk.net has them, which the library does not know: it goes by the names. */
  private record Named(String name, Class<Integer> type) implements SocketOption<Integer> {}

  @SuppressWarnings("unchecked")
  private static SocketOption<Integer> extended(String name) throws ReflectiveOperationException {
    return (SocketOption<Integer>)
        Class.forName("jdk.net.ExtendedSocketOptions").getField(name).get(null);
  }

  @Test
  void aClosedKernelDoesNothingAndSaysSo() throws IOException {
    ListeningSource listener = listen();
    StreamSource source = StreamPair.open(kernel, listener).client();
    kernel.close();
    assertThatIOException()
        .isThrownBy(() -> kernel.await(0, ready))
        .withMessageContaining("closed");
    assertThatIOException()
        .isThrownBy(() -> kernel.await(Kernel.FOREVER, ready))
        .withMessageContaining("closed");
    assertThatIOException()
        .isThrownBy(() -> kernel.poll(source, READ, 0))
        .withMessageContaining("closed");
    assertThatIOException()
        .isThrownBy(() -> kernel.connect(listener.localAddress()))
        .withMessageContaining("closed");
    assertThatIOException().isThrownBy(this::listen).withMessageContaining("closed");
  }

  @Test
  void aClosedListenerDoesNothingAndSaysSo() throws IOException {
    ListeningSource listener = listen();
    listener.close();
    assertThatIOException().isThrownBy(listener::accept).withMessageContaining("closed");
    assertThatIOException().isThrownBy(listener::share).withMessageContaining("closed");
  }

  @Test
  void aStreamClosedWhileItConnectsSaysSo() throws IOException {
    StreamSource source = kernel.connect(listen().localAddress());
    source.close();
    assertThat(source.failure()).isNull();
    assertThatIOException().isThrownBy(source::shutdownOutput).withMessageContaining("closed");
  }

  @Test
  void everyOptionIsTaken() throws Exception {
    StreamSource source = pair().client();
    source.option(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
    source.option(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
    source.option(StandardSocketOptions.SO_KEEPALIVE, true);
    source.option(StandardSocketOptions.SO_KEEPALIVE, false);
    source.option(StandardSocketOptions.SO_LINGER, 1);
    source.option(StandardSocketOptions.SO_LINGER, -1);
    source.option(StandardSocketOptions.TCP_NODELAY, true);
    source.option(StandardSocketOptions.IP_TOS, 0x10);
    source.option(extended("TCP_KEEPIDLE"), 60);
    source.option(extended("TCP_KEEPINTERVAL"), 10);
    source.option(extended("TCP_KEEPCOUNT"), 3);
    assertThat(source.isOpen()).isTrue();
  }

  @Test
  void anyOtherOptionIsRefused() throws Exception {
    StreamSource source = pair().client();
    for (SocketOption<Boolean> flag :
        List.of(
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT,
            StandardSocketOptions.SO_BROADCAST)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> source.option(flag, true))
          .withMessageContaining(flag.name());
    }
    SocketOption<Integer> unknown = new Named("TCP_UNKNOWN", Integer.class);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> source.option(unknown, 1))
        .withMessageContaining("TCP_UNKNOWN");
  }

  @Test
  void valuesOutOfRangeAreRefused() throws Exception {
    StreamSource source = pair().client();
    refuse(source, StandardSocketOptions.SO_SNDBUF, -1, 0);
    refuse(source, StandardSocketOptions.SO_RCVBUF, -1, 0);
    refuse(source, StandardSocketOptions.SO_LINGER, -2, 65_536);
    refuse(source, StandardSocketOptions.IP_TOS, -1, 256);
    refuse(source, extended("TCP_KEEPIDLE"), 0, 32_768);
    refuse(source, extended("TCP_KEEPINTERVAL"), 0, 32_768);
    refuse(source, extended("TCP_KEEPCOUNT"), 0, 128);
  }

  private static void refuse(StreamSource source, SocketOption<Integer> option, int... values) {
    for (int value : values) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> source.option(option, value))
          .withMessageContaining(option.name())
          .withMessageContaining(String.valueOf(value));
    }
  }

  @Test
  void aLinkLocalAddressWithoutItsZoneIsRefusedAndNamed() {
    InetSocketAddress vague = new InetSocketAddress(InetAddress.ofLiteral("fe80::1"), 7);
    assertThatIOException()
        .isThrownBy(() -> kernel.connect(vague))
        .isInstanceOf(SocketException.class)
        .withMessageContaining("fe80:0:0:0:0:0:0:1")
        .withMessageContaining("zone");
    assertThatIOException()
        .isThrownBy(() -> kernel.listen(vague, ListenOptions.DEFAULT))
        .isInstanceOf(SocketException.class)
        .withMessageContaining("fe80:0:0:0:0:0:0:1")
        .withMessageContaining("zone");
  }

  @Test
  void aWildcardIsCalledAsTheLoopbackAddress() throws IOException {
    InetAddress wildcard = InetAddress.ofLiteral("0.0.0.0");
    ListeningSource listener = listen();
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    StreamSource client = kernel.connect(new InetSocketAddress(wildcard, port));
    assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
    StreamPair.finishConnect(kernel, client);
    assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
  }
}
