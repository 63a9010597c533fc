package io.echod.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.EchoClient;
import io.echod.server.setting.ServerSettings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dispatcher that ends unasked. */
@Timeout(300)
class DispatcherFailureTest {

  private static final Duration NEVER = Duration.ofDays(365);

  private final BreakableKernel breakable = new BreakableKernel();

  @Test
  void theOthersAreDrainedAndTheReasonIsReported() throws Exception {
    Deque<Kernel> kernels = new ArrayDeque<>(List.of(new NioKernel(), breakable, new NioKernel()));
    EchoServer server =
        EchoServer.start(
            Servers.options(3).with(ServerSettings.DRAIN_TIMEOUT, NEVER), kernels::removeFirst);
    try (EchoClient client = EchoClient.connect(Servers.address(server))) {
      client.echo("before");
      client.send("owed".getBytes(US_ASCII));

      breakable.breakDown();

      assertThat(new String(client.receiveToEnd(), US_ASCII)).isEqualTo("owed");
    }
    assertThatIllegalStateException()
        .isThrownBy(server::await)
        .withMessage("a dispatcher has failed: kernel breakable can't wait: broken on purpose")
        .withCauseInstanceOf(UncheckedIOException.class);
    assertThatIOException().isThrownBy(() -> EchoClient.connect(Servers.address(server)));
    assertThat(server.statistics())
        .extracting(ServerStatistics::closed, ServerStatistics::failed)
        .containsExactly(1L, 0L);
  }

  @Test
  void theOnlyOneEndsTheServer() throws Exception {
    EchoServer server = EchoServer.start(Servers.options(1), () -> breakable);

    breakable.breakDown();

    assertThatIllegalStateException()
        .isThrownBy(server::await)
        .withMessageEndingWith("broken on purpose");
  }

  @Test
  void oneThatIsInterruptedEndsTheOthersToo() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());
    ServerOptions options =
        Servers.options(3)
            .with(ServerSettings.DRAIN_TIMEOUT, NEVER)
            .withTrace(_ -> thread.set(Thread.currentThread()));
    EchoServer server = Servers.start(options);
    try (EchoClient client = EchoClient.connect(Servers.address(server))) {
      client.echo("hello");
      thread.get().interrupt();
      server.await();
      assertThat(client.receiveToEnd()).isEmpty();
    }
    assertThatIOException().isThrownBy(() -> EchoClient.connect(Servers.address(server)));
  }
}
