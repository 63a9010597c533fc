package io.echod.dispatcher.kernel.nio;

import static io.echod.dispatcher.kernel.Ready.EXCEPT;
import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.dispatcher.kernel.KernelFixture;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises of the selector's kernel alone, or that only one on real sockets can show. */
final class NioPeculiaritiesTest extends KernelFixture {

  NioPeculiaritiesTest() {
    super(NioKernel::new);
  }

  @Test
  void urgentDataIsNotAmongItsReasons() {
    assertThat(kernel.reasons()).isEqualTo(READ | WRITE);
    assertThat(kernel.name()).isEqualTo("nio");
  }

  @Test
  void aWaitOfAFractionOfAMillisecondIsRoundedUp() throws IOException {
    for (long timeoutNanos : new long[] {1, 999_999, 1_999_999}) {
      long start = kernel.nanoTime();
      kernel.await(timeoutNanos, ready);
      assertThat(kernel.nanoTime() - start).isGreaterThanOrEqualTo(timeoutNanos);
    }
  }

  @Test
  void urgentDataNeitherSpinsNorStopsTheStream() throws IOException {
    ListeningSource listener = listen();
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    try (Socket peer = new Socket(address.getAddress(), address.getPort())) {
      StreamSource server = StreamPair.accept(kernel, listener);
      server.interest(READ | EXCEPT);
      peer.getOutputStream().write(ISO_8859_1.encode("before").array());
      peer.sendUrgentData('!');
      peer.getOutputStream().write(ISO_8859_1.encode("behind").array());
      assertThat(receive(server, 12)).isEqualTo("beforebehind");
      peer.sendUrgentData('!');
      assertThat(quietWaits(20_000_000)).isLessThanOrEqualTo(5);
      peer.getOutputStream().write('x');
      assertThat(awaitReady(server)).isEqualTo(READ);
      assertThat(receive(server, 1)).isEqualTo("x");
    }
  }

  @Test
  void twoAndAHalfThousandPairsAreServedAtOnce() throws IOException {
    ListeningSource listener = listen();
    Set<Source> expected = new HashSet<>();
    for (int index = 0; index < 2_500; index++) {
      StreamPair pair = StreamPair.open(kernel, listener);
      pair.server().interest(READ);
      send(pair.client(), "x");
      expected.add(pair.server());
    }
    Set<Source> found = new HashSet<>();
    while (!found.equals(expected)) {
      ready.clear();
      kernel.await(StreamPair.PATIENCE_NANOS, ready);
      assertThat(ready.size()).isPositive();
      assertThat(reported()).doesNotHaveDuplicates();
      found.addAll(reported());
    }
  }

  @Test
  void everyDescriptorIsGivenBack() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.exists(descriptors));
    pair();
    long before = count(descriptors);
    for (int round = 0; round < 20; round++) {
      try (NioKernel other = new NioKernel()) {
        StreamPair.require(other, StreamPair.open(other).client(), WRITE);
        refuse(other);
      }
    }
    // A few are the JVM's own, such as of libraries that it opens meanwhile.
    assertThat(count(descriptors)).isLessThan(before + 10);
  }

  private static void refuse(NioKernel other) throws IOException {
    ListeningSource listener = other.listen(StreamPair.anyPort(), ListenOptions.DEFAULT);
    SocketAddress deserted = listener.localAddress();
    listener.close();
    other.await(0, new Ready());
    StreamSource refused = other.connect(deserted);
    assertThatIOException().isThrownBy(() -> StreamPair.finishConnect(other, refused));
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  @Test
  void aUnixSocketIsAStreamLikeAnyOther(@TempDir Path directory) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("echo"));
    ListeningSource listener = kernel.listen(address, new ListenOptions(8, true, 0));
    assertThat(listener.localAddress()).isEqualTo(address);
    StreamPair pair = StreamPair.open(kernel, listener);
    send(pair.client(), "over a path");
    assertThat(receive(pair.server(), 11)).isEqualTo("over a path");
    assertThat(pair.client().remoteAddress()).isEqualTo(address);
    pair.client().abort();
    pair.server().interest(READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
  }

  @Test
  void aUnixSocketThatIsNotThereIsRefusedAtOnceAndNamed(@TempDir Path directory) {
    Path missing = directory.resolve("missing");
    assertThatIOException()
        .isThrownBy(() -> kernel.connect(UnixDomainSocketAddress.of(missing)))
        .isInstanceOf(SocketException.class)
        .withMessageContaining(missing.toString());
  }

  @Test
  void theWildcardOfIpv6TakesIpv4AsWell() throws IOException {
    InetAddress wildcard = InetAddress.ofLiteral("::");
    ListeningSource listener =
        kernel.listen(new InetSocketAddress(wildcard, 0), ListenOptions.DEFAULT);
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    InetAddress local = StreamPair.anyPort().getAddress();
    StreamSource client = kernel.connect(new InetSocketAddress(local, port));
    StreamPair.finishConnect(kernel, client);
    send(client, "four");
    assertThat(receive(StreamPair.accept(kernel, listener), 4)).isEqualTo("four");
  }

  @Test
  void anIpv4AddressTakesIpv4Only() throws IOException {
    InetAddress local = InetAddress.ofLiteral("::1");
    assumeTrue(NetworkInterface.getByInetAddress(local) != null, "this machine has no IPv6");
    InetSocketAddress wildcard = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
    ListeningSource listener = kernel.listen(wildcard, ListenOptions.DEFAULT);
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    assertThatIOException()
        .isThrownBy(() -> {
          StreamSource client = kernel.connect(new InetSocketAddress(local, port));
          StreamPair.finishConnect(kernel, client);
        })
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aUnixSocketWithoutAListenerAnyMoreIsRefusedAtOnce(@TempDir Path directory)
      throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("stale"));
    kernel.listen(address, ListenOptions.DEFAULT).close();
    kernel.await(0, ready);
    assertThatIOException()
        .isThrownBy(() -> kernel.connect(address))
        .isInstanceOf(ConnectException.class)
        .withMessageContaining(address.toString());
  }

  @Test
  void descriptionsNameTheAddresses() throws IOException {
    StreamPair pair = pair();
    assertThat(pair.client().toString())
        .contains(pair.client().remoteAddress().toString())
        .startsWith("nio stream");
    assertThat(listen().toString()).startsWith("nio listening socket").contains("127.0.0.1");
  }
}
