package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A dispatcher that is closed by another thread than its owner's, at any moment: nothing is freed
 * under the owner, who is woken where it waits, and everything is given back in the end.
 */
@Timeout(120)
final class CloseFromAnotherThreadTest {

  private static final Duration FOREVER = Duration.ofNanos(-1);
  private static final int ROUNDS = 1000;

  /** The kernels with sockets. */
  enum Side {
    NIO(NioKernel::new),
    EPOLL(EpollKernel::new);

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final Kernel.Factory factory;

    Side(Kernel.Factory factory) {
      this.factory = factory;
    }
  }

  /** The owner's work, on its own thread, until it hears of the close. */
  private interface Work {
    void run(Dispatcher dispatcher, CountDownLatch begun) throws Exception;
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  /** Has an owner work, and closes after a moment; returns what the owner has met. */
  private static Optional<Throwable> closeUnder(Side side, Random random, Work work)
      throws Exception {
    AtomicReference<Dispatcher> dispatcher = new AtomicReference<>();
    AtomicReference<Throwable> met = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    Thread owner =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Dispatcher own = new Dispatcher(side.factory.open());
                dispatcher.set(own);
                work.run(own, begun);
              } catch (Throwable thrown) {
                met.set(thrown);
                begun.countDown();
              }
            });
    begun.await();
    for (int spins = random.nextInt(2000); spins > 0; spins--) {
      Thread.onSpinWait();
    }
    dispatcher.get().close();
    owner.join();
    assertThat(dispatcher.get().isClosed()).isTrue();
    return Optional.ofNullable(met.get());
  }

  private static Listener listen(Dispatcher dispatcher) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return Listener.listen(dispatcher, any, ListenerOptions.DEFAULT);
  }

  private static void assertReported(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfAny(SocketException.class, IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void oneThatWaitsForAConnectionIsWokenAndNotified(Side side) throws Exception {
    Random random = new Random(1);
    long before = descriptors();
    for (int round = 0; round < ROUNDS; round++) {
      Optional<Throwable> met =
          closeUnder(
              side,
              random,
              (dispatcher, begun) -> {
                Listener listener = listen(dispatcher);
                begun.countDown();
                Blocking.accept(listener, FOREVER);
              });
      assertReported(met.orElseThrow());
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void oneThatWaitsForBytesIsWokenAndNotified(Side side) throws Exception {
    Random random = new Random(2);
    long before = descriptors();
    for (int round = 0; round < ROUNDS; round++) {
      Optional<Throwable> met =
          closeUnder(
              side,
              random,
              (dispatcher, begun) -> {
                Connection client = connected(dispatcher);
                begun.countDown();
                Blocking.read(client, ByteBuffer.allocate(10), FOREVER);
              });
      assertReported(met.orElseThrow());
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
  }

  private static Connection connected(Dispatcher dispatcher) throws IOException {
    Listener listener = listen(dispatcher);
    Connection client =
        Connection.connect(dispatcher, listener.address(), ConnectionOptions.DEFAULT);
    assertThat(Blocking.complete(client, FOREVER)).isTrue();
    assertThat(Blocking.accept(listener, FOREVER)).isPresent();
    return client;
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void oneThatWorksBetweenTurnsHearsOfItAndTouchesNothingElse(Side side) throws Exception {
    Random random = new Random(3);
    long before = descriptors();
    Path canary = Files.createTempFile("canary", null);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Optional<Throwable> met =
            closeUnder(side, random, (dispatcher, begun) -> work(dispatcher, begun, canary));
        assertReported(met.orElseThrow());
      }
      // A write to the number of a closed descriptor would have reached this file.
      assertThat(Files.size(canary)).isZero();
    } finally {
      Files.delete(canary);
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
  }

  private static void work(Dispatcher dispatcher, CountDownLatch begun, Path canary)
      throws Exception {
    Connection client = connected(dispatcher);
    client.onIo(Reason.READ, (_, _) -> client.read(ByteBuffer.allocate(100)));
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    begun.countDown();
    while (true) {
      client.write(buffer.clear());
      dispatcher.after(Duration.ofDays(1), (_, _) -> {}).cancel();
      client.isReadable();
      dispatcher.monitor(Duration.ZERO);
      if (dispatcher.isClosed()) {
        // Takes the lowest number that is free: one of those just given back.
        try (var opened = Files.newByteChannel(canary, StandardOpenOption.WRITE)) {
          client.write(buffer.clear());
          assertThat(opened.isOpen()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void oneWhoMonitorsAndLeavesFindsItClosed(Side side) throws Exception {
    Random random = new Random(4);
    long before = descriptors();
    for (int round = 0; round < ROUNDS; round++) {
      Optional<Throwable> met =
          closeUnder(
              side,
              random,
              (dispatcher, begun) -> {
                listen(dispatcher).onConnection(_ -> {});
                begun.countDown();
                while (true) {
                  dispatcher.monitor(Duration.ofNanos(1));
                }
              });
      assertReported(met.orElseThrow());
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void oneWhoRunsReturns(Side side) throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < ROUNDS / 5; round++) {
      Optional<Throwable> met =
          closeUnder(
              side,
              random,
              (dispatcher, begun) -> {
                begun.countDown();
                dispatcher.run();
              });
      // Closed before it began, it says so; closed while it ran, it has returned.
      met.ifPresent(CloseFromAnotherThreadTest::assertReported);
    }
  }
}
