package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.KernelFixture;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.edge.ClassPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The kernel's behaviour where the system or the caller does not give it what it needs. */
final class EpollMeansTest extends KernelFixture {

  private static final int O_RDONLY = 0;

  EpollMeansTest() {
    super(EpollKernel::new);
  }

  /** Puts a plain file in a stream's place, which epoll_ctl(2) refuses (EPERM). */
  @SuppressWarnings("restricted") // the library has no use for these calls
  private static void makeUnwatchable(StreamSource stream) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    MethodHandle close =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int file = (int) open.invokeExact(arena.allocateFrom("/proc/self/cmdline"), O_RDONLY);
      int target = ((EpollStreamSource) stream).descriptor();
      int result = (int) dup2.invokeExact(file, target);
      int closed = (int) close.invokeExact(file);
      assertThat(new int[] {result, closed}).containsExactly(target, 0);
    }
  }

  @Test
  void aStreamThatTheSystemRefusesToWatchIsLostAndTheOthersAreServed() throws Throwable {
    StreamPair pair = pair();
    StreamPair other = pair();
    StreamSource refused = pair.server();
    makeUnwatchable(refused);
    other.server().interest(Ready.READ);
    send(other.client(), "x");
    assertThat(awaitLost(refused)).isZero();
    assertThat(refused.failure()).hasMessageContaining("can't be watched");
    assertThat(awaitReady(other.server())).isEqualTo(Ready.READ);
    assertThat(receive(other.server(), 1)).isEqualTo("x");
    assertThat(quietWaits(20_000_000)).isLessThanOrEqualTo(5);
    refused.interest(Ready.READ);
    assertThat(awaitReady(refused)).isEqualTo(Ready.READ);
    assertThatIOException()
        .isThrownBy(() -> refused.write(ByteBuffer.allocate(1)))
        .withMessageContaining("can't be watched");
    refused.close();
  }

  @Test
  void aBufferThatIsConfinedToAnotherThreadIsRefused() throws Exception {
    StreamPair pair = pair();
    send(pair.client(), "xy");
    require(pair.server(), Ready.READ);
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer mine = arena.allocate(1).asByteBuffer();
      assertThat(pair.server().read(mine)).isEqualTo(1);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  pair.server().read(mine.clear());
                } catch (Throwable failure) {
                  thrown.set(failure);
                }
              });
      other.join();
      assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
    }
    assertThat(receive(pair.server(), 1)).isEqualTo("y");
  }

  @Test
  void aBufferConfinedToThisThreadIsTakenAgainAndAgain() throws IOException {
    StreamPair pair = pair();
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer mine = arena.allocate(4).asByteBuffer();
      for (int round = 0; round < 3; round++) {
        mine.clear().put((byte) round).flip();
        assertThat(pair.client().write(mine)).isEqualTo(1);
        require(pair.server(), Ready.READ);
        assertThat(pair.server().read(mine.clear())).isEqualTo(1);
        assertThat(mine.get(0)).isEqualTo((byte) round);
      }
    }
  }

  @Test
  void aKernelThatCouldNotBeOpenedLeavesNoMemoryBehind() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 60 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                ClassPath.of(FailingConstructors.class, EpollKernel.class),
                FailingConstructors.class.getName())
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(answer).isZero();
    assertThat(Long.parseLong(answer)).as("KiB more").isLessThan(100 * 1024);
  }

  @Test
  void nothingIsAskedOfAKernelAfterItsClose() throws IOException {
    StreamPair pair = pair();
    kernel.close();
    assertThatIOException().isThrownBy(() -> kernel.await(0, ready));
    assertThatIOException().isThrownBy(() -> pair.server().read(ByteBuffer.allocateDirect(1)));
    assertThat(pair.server().failure()).isNull();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> pair.server().readUrgent());
  }
}
