package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises of kernels on a real system: Unix sockets, and peers that are not their own. */
@ParameterizedClass
@EnumSource(names = {"EPOLL", "NIO"})
final class SystemKernelTest extends KernelFixture {

  private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @TempDir Path directory;

  SystemKernelTest(KernelSide side) {
    super(side::open);
  }

  private UnixDomainSocketAddress path(String name) {
    return UnixDomainSocketAddress.of(directory.resolve(name));
  }

  private static ListenOptions mode(String permissions) {
    return ListenOptions.DEFAULT.withUnixPermissions(PosixFilePermissions.fromString(permissions));
  }

  private StreamPair unixPair() throws IOException {
    try (ListeningSource listener = kernel.listen(path("pair"), ListenOptions.DEFAULT)) {
      return StreamPair.open(kernel, listener);
    }
  }

  @Test
  void aClosedListenerTakesNoClientFromThatMomentOn() throws IOException {
    for (int round = 0; round < 20; round++) {
      ListeningSource listener = listen();
      listener.interest(READ);
      look(listener);
      InetSocketAddress address = (InetSocketAddress) listener.localAddress();
      listener.close();
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close());
    }
  }

  @Test
  void aWakeupOutlivesTheCloseOfAListener() throws IOException {
    ListeningSource listener = listen();
    kernel.wakeup();
    listener.close();
    kernel.await(Kernel.FOREVER, ready);
    assertThat(reported()).isEmpty();
  }

  @Test
  void theModeOfAUnixSocketIsWhatWasAsked() throws IOException {
    for (String permissions : List.of("rw-------", "rw-rw-rw-", "rwxrwxrwx", "rw-rw----")) {
      UnixDomainSocketAddress address = path(permissions);
      ListeningSource listener = kernel.listen(address, mode(permissions));
      assertThat(PosixFilePermissions.toString(permissions(address.getPath())))
          .isEqualTo(permissions);
      assertThat(listener.localAddress()).isEqualTo(address);
      StreamPair pair = StreamPair.open(kernel, listener);
      send(pair.client(), "in");
      assertThat(receive(pair.server(), 2)).isEqualTo("in");
      assertThat(pair.server().localAddress()).isEqualTo(address);
      assertThat(pair.client().remoteAddress()).isEqualTo(address);
    }
    try (var entries = Files.list(directory)) {
      assertThat(entries).as("files beside the sockets").hasSize(4);
    }
  }

  private static Set<PosixFilePermission> permissions(Path path) throws IOException {
    return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void theModeOfAUnixSocketIsNeverWiderThanWhatWasAsked() throws Exception {
    // Others may enter: what would else be safe is not.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path path = directory.resolve("watched");
    Set<String> seen = new ConcurrentSkipListSet<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread watcher =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                try {
                  seen.add(PosixFilePermissions.toString(permissions(path)));
                } catch (NoSuchFileException notYet) {
                  Thread.onSpinWait();
                } catch (IOException failure) {
                  seen.add(failure.toString());
                }
              }
            });
    for (int round = 0; round < 500; round++) {
      kernel.listen(UnixDomainSocketAddress.of(path), mode("rw-------")).close();
      Files.delete(path);
    }
    over.set(true);
    watcher.join();
    assertThat(seen).isSubsetOf("rw-------");
  }

  @Test
  void aPathThatIsTakenIsRefusedAndLeftAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    for (ListenOptions options : List.of(ListenOptions.DEFAULT, mode("rw-------"))) {
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> kernel.listen(UnixDomainSocketAddress.of(file), options));
    }
    assertThat(file).hasContent("mine");
  }

  @Test
  void aPathThatIsTooLongIsRefused() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    UnixDomainSocketAddress address = path("x".repeat(108));
    for (ListenOptions options : List.of(ListenOptions.DEFAULT, mode("rw-------"))) {
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> kernel.listen(address, options))
          .withMessageContaining("too long");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFullBacklogIsDistinguishedFromARefusal() throws IOException {
    UnixDomainSocketAddress address = path("full");
    ListeningSource listener = kernel.listen(address, new ListenOptions(1, false, 0));
    List<StreamSource> waiting = new ArrayList<>();
    boolean full = false;
    while (!full && waiting.size() < 100) {
      try {
        waiting.add(kernel.connect(address));
      } catch (BacklogFullException expected) {
        assertThat(expected).hasMessageContaining(address.toString());
        full = true;
      }
    }
    assertThat(full).isTrue();
    StreamPair.accept(kernel, listener);
    StreamSource late = kernel.connect(address);
    assertThat(late.finishConnect()).isTrue();
    assertThat(waiting).hasSizeLessThan(10);
  }

  @Test
  void aUnixStreamWhosePeerIsGoneIsReportedWithoutAWait() throws IOException {
    StreamPair pair = unixPair();
    send(pair.client(), "bye");
    pair.client().close();
    awaitLost(pair.server());
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(10);
    assertThat(receive(pair.server(), 4)).isEqualTo("bye");
    assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(StreamSource.END);
  }

  @Test
  void aUnixStreamThatNoCallbackWaitsForAnyMoreIsReportedOnce() throws IOException {
    StreamPair pair = unixPair();
    pair.server().interest(READ | WRITE);
    assertThat(awaitReady(pair.server())).isEqualTo(WRITE);
    pair.client().close();
    assertThat(awaitReady(pair.server()) & READ).isEqualTo(READ);
    pair.server().interest(0);
    awaitLost(pair.server());
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(10);
  }

  @Test
  void aUnixStreamIsReadyAsLongAsThereIsSomething() throws IOException {
    StreamPair pair = unixPair();
    pair.server().interest(READ);
    send(pair.client(), "ab");
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    pair.server().interest(0);
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(5);
    pair.server().interest(READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    assertThat(receive(pair.server(), 1)).isEqualTo("a");
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    assertThat(receive(pair.server(), 1)).isEqualTo("b");
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(5);
  }

  @Test
  void aUnixStreamTakesNoOptionsOfTcp() throws IOException {
    StreamSource source = unixPair().client();
    source.option(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
    source.option(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
    source.option(StandardSocketOptions.SO_LINGER, 0);
    for (var flag :
        List.of(StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_KEEPALIVE)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> source.option(flag, true))
          .withMessageContaining(flag.name());
    }
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> source.option(StandardSocketOptions.IP_TOS, 0));
  }

  @Test
  void aWildcardOfIpv6IsCalledAsTheLoopbackAddressOfIpv6() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("::1");
    InetAddress wildcard = InetAddress.ofLiteral("::");
    ListeningSource listener;
    try {
      listener = kernel.listen(new InetSocketAddress(loopback, 0), ListenOptions.DEFAULT);
    } catch (IOException noIpv6) {
      assertThatIOException().isThrownBy(() -> kernel.connect(new InetSocketAddress(wildcard, 1)));
      return;
    }
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    StreamSource client = kernel.connect(new InetSocketAddress(wildcard, port));
    StreamPair.finishConnect(kernel, client);
    assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
  }

  /** Linux refuses it at once (ENETUNREACH of connect(2)): TCP has no broadcasts. */
  @Test
  void anUnreachableNetworkIsRefusedAndTheAddressNamed() {
    InetSocketAddress broadcast =
        new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9);
    assertThatIOException()
        .isThrownBy(() -> StreamPair.finishConnect(kernel, kernel.connect(broadcast)))
        .withMessageContaining("255.255.255.255:9")
        .withMessageContaining("unreachable");
  }
}
