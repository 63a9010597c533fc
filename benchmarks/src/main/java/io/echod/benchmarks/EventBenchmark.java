package io.echod.benchmarks;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Source;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The dispatcher's own cost of one I/O event: from the kernel's list of ready sources to the
 * handler, and each turn's share of clock readings, timers and tasks. Run with {@code -prof gc} to
 * see that an event allocates nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EventBenchmark {

  private static final int EVENTS = 100_000;

  /**
   * How many sources are ready in each turn: one is the worst case, with a turn for every event.
   */
  @Param({"1", "8", "64", "1024"})
  private int ready;

  private Dispatcher dispatcher;
  private int left;

  /** Registers the sources. */
  @Setup
  public void open() {
    AlwaysReadyKernel kernel = new AlwaysReadyKernel();
    dispatcher = new Dispatcher(kernel);
    for (int count = 0; count < ready; count++) {
      Source source = kernel.add();
      dispatcher.onIo(() -> source, Reason.READ, (_, _) -> count());
    }
  }

  /** Dispatches so many events. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public boolean event() {
    left = EVENTS;
    dispatcher.monitor();
    return Thread.interrupted();
  }

  /** Stops the dispatcher by an interrupt of its own thread, which leaves all registered. */
  private void count() {
    if (--left == 0) {
      Thread.currentThread().interrupt();
    }
  }
}
