package io.echod.dispatcher.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dispatchers on threads of their own, on one simulated network. */
@Timeout(60)
class TurnsTest {

  private static final int COUNT = 3;

  /** The trace of dispatchers that wake each other up, and have timers. */
  private static List<String> played(List<String> done) {
    SimNetwork network = new SimNetwork(SimOptions.drawn(7));
    List<String> trace = new ArrayList<>();
    network.trace().to(trace::add);
    Supplier<SimKernel> kernels = network.takingTurns(COUNT);
    List<Dispatcher> all = new ArrayList<>();
    for (int index = 0; index < COUNT; index++) {
      all.add(new Dispatcher(kernels.get()));
    }
    for (int index = 0; index < COUNT; index++) {
      Dispatcher own = all.get(index);
      Dispatcher next = all.get((index + 1) % COUNT);
      String name = "dispatcher " + index;
      own.every(
          Duration.ofMillis(3 + index),
          Duration.ofMillis(5),
          (_, _) -> next.post(() -> done.add("posted by " + name)));
      own.after(Duration.ofMillis(40), (_, _) -> own.stop());
    }
    List<CompletableFuture<Void>> ends =
        all.stream()
            .map(dispatcher ->
                CompletableFuture.runAsync(() -> run(dispatcher), Thread::startVirtualThread))
            .toList();
    ends.forEach(CompletableFuture::join);
    return trace;
  }

  private static void run(Dispatcher dispatcher) {
    try (dispatcher) {
      dispatcher.run();
    }
  }

  @Test
  void dispatchersThatTakeTurnsRepeatTheirSteps() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    assertThat(played(first)).isEqualTo(played(second));
    assertThat(first).isEqualTo(second).hasSizeGreaterThan(COUNT * 5);
  }

  @Test
  void aFailureOfTheWorldEndsAllOfThem() {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    Supplier<SimKernel> kernels = network.takingTurns(2);
    List<Dispatcher> all = List.of(new Dispatcher(kernels.get()), new Dispatcher(kernels.get()));
    network.failAfter(1_000_000, () -> "as the test wants it");
    List<CompletableFuture<Void>> ends =
        all.stream()
            .map(dispatcher ->
                CompletableFuture.runAsync(() -> run(dispatcher), Thread::startVirtualThread))
            .toList();
    for (CompletableFuture<Void> end : ends) {
      assertThatThrownBy(end::join)
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("as the test wants it");
    }
  }
}
