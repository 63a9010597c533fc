package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A dispatcher on a real kernel for one test, and what such tests do with it. */
@Timeout(30)
abstract class DispatcherFixture {

  final Kernel kernel;
  final Dispatcher dispatcher;
  final List<String> diary = new ArrayList<>();
  final CapturedLog log = new CapturedLog();
  private final ByteBuffer buffer = ByteBuffer.allocate(64);

  DispatcherFixture(Kernel.Factory factory) {
    this(factory, DispatcherOptions.DEFAULT);
  }

  DispatcherFixture(Kernel.Factory factory, DispatcherOptions options) {
    try {
      kernel = factory.open();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    dispatcher = new Dispatcher(kernel, options);
  }

  @AfterEach
  void closeDispatcher() {
    Thread.interrupted();
    dispatcher.close();
    log.close();
    // The dispatcher contains what handlers throw: an assertion that failed in one is found here.
    assertThat(log.failures()).doesNotHaveAnyElementsOfTypes(AssertionError.class);
  }

  final StreamPair pair() throws IOException {
    return StreamPair.open(kernel);
  }

  final ListeningSource listen() throws IOException {
    return kernel.listen(StreamPair.anyPort(), ListenOptions.DEFAULT);
  }

  /** A connection with one byte to read at the server's end. */
  final StreamPair pairWithInput() throws IOException {
    StreamPair pair = pair();
    StreamPair.send(kernel, pair.client(), "x");
    StreamPair.require(kernel, pair.server(), Reason.READ);
    return pair;
  }

  /** The endpoint of a source; always the same one. */
  final Endpoint endpoint(Source source) {
    return source.watcher() instanceof SourceWatch watch ? watch.endpoint : () -> source;
  }

  final Callback onIo(Source source, int reasons, Handler handler) {
    return dispatcher.onIo(endpoint(source), reasons, handler);
  }

  /** A handler that notes its name and why it was called. */
  final Handler note(String name) {
    return (_, reason) -> diary.add(name + " " + Reason.describe(reason));
  }

  /** Reads what is there, 64 bytes at most; returns what {@link StreamSource#read} does. */
  final int read(StreamSource from) throws IOException {
    return from.read(buffer.clear());
  }

  /** Monitors until the condition holds, which it must at last. */
  final void monitorUntil(BooleanSupplier condition) {
    long start = kernel.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(kernel.nanoTime() - start).isLessThan(StreamPair.PATIENCE_NANOS);
      boolean more = dispatcher.monitor(Duration.ofMillis(1));
      assertThat(more || condition.getAsBoolean()).as("nothing left to monitor").isTrue();
    }
  }

  /** Turns of the dispatcher while it monitors for that long; a few where it sleeps. */
  final long turnsWithin(Duration span) {
    long before = dispatcher.statistics().turns();
    dispatcher.monitor(span);
    return dispatcher.statistics().turns() - before;
  }
}
