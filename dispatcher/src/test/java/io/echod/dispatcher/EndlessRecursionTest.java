package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.nio.NioKernel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Handlers that recurse without end while they set and cancel timers: the overflow may come
 * anywhere.
 */
@Timeout(60)
final class EndlessRecursionTest {

  private static final int ROUNDS = 300;
  private static final int STACK_BYTES = 256 * 1024;
  private static final Duration LATER = Duration.ofDays(1);

  @Test
  void timersSetAndCancelledUpToTheOverflowLeaveTheDispatcherWhole() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread small = new Thread(null, () -> run(thrown), "small stack", STACK_BYTES);
    // Each overflow is logged with its stack, of a thousand lines.
    try (CapturedLog log = new CapturedLog()) {
      small.start();
      small.join();
      assertThat(thrown.get()).isNull();
      assertThat(log.failures()).hasAtLeastOneElementOfType(StackOverflowError.class);
    }
  }

  private static void run(AtomicReference<Throwable> thrown) {
    try (Dispatcher dispatcher = new Dispatcher(new NioKernel())) {
      for (int round = 0; round < ROUNDS; round++) {
        dispatcher.after(Duration.ZERO, (_, _) -> recurse(dispatcher));
        dispatcher.monitor(Duration.ZERO);
        boolean[] fired = {false};
        dispatcher.after(Duration.ZERO, (_, _) -> fired[0] = true);
        dispatcher.monitor(Duration.ofNanos(1));
        assertThat(fired[0]).as("a timer fires after round %s", round).isTrue();
      }
    } catch (Throwable failure) {
      thrown.set(failure);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static void recurse(Dispatcher dispatcher) {
    Callback timer = dispatcher.every(LATER, LATER, (_, _) -> {});
    dispatcher.whenIdle((_, _) -> {}).cancel();
    recurse(dispatcher);
    timer.cancel();
  }
}
