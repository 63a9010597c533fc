package io.echod.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some dispatchers, and what threads do with them that know nothing of each other. A call may be
 * refused, as of another thread's dispatcher or of a closed one; nothing else may happen.
 */
final class FuzzRound {

  private static final int CALLS = 30;
  private static final int DISPATCHERS = 2;

  private final List<Dispatcher> dispatchers = new CopyOnWriteArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<Callback> callbacks = new CopyOnWriteArrayList<>();
  private final AtomicInteger posted = new AtomicInteger();
  private final AtomicInteger run = new AtomicInteger();

  FuzzRound(Random random) throws IOException {
    for (int count = 0; count < DISPATCHERS; count++) {
      Side side = random.nextBoolean() ? Side.NIO : Side.EPOLL;
      dispatchers.add(new Dispatcher(side.factory.open()));
    }
  }

  /** One thread's part. */
  void work(Random random) throws Exception {
    for (int call = 0; call < CALLS; call++) {
      Dispatcher dispatcher = dispatchers.get(random.nextInt(DISPATCHERS));
      try {
        call(random, dispatcher);
      } catch (IllegalStateException | IllegalArgumentException | IOException refused) {
        // It belongs to another thread, or is closed.
      } catch (RejectedExecutionException closed) {
        posted.decrementAndGet();
      }
    }
  }

  private void call(Random random, Dispatcher dispatcher) throws IOException {
    switch (random.nextInt(18)) {
      case 0, 1 -> dispatcher.monitor(Duration.ofNanos(random.nextInt(200_000)));
      case 2 -> dispatcher.monitor(Duration.ZERO);
      case 3, 4 -> post(dispatcher);
      case 5 -> dispatcher.wakeup();
      case 6 ->
          callbacks.add(dispatcher.after(Duration.ofNanos(random.nextInt(100_000)), (_, _) -> {}));
      case 7 -> dispatcher.idleAfter(Duration.ofNanos(1 + random.nextInt(50_000)), (_, _) -> {});
      case 8 -> withClaim(dispatcher);
      case 9, 10 -> listen(dispatcher);
      case 11, 12 -> connect(random, dispatcher);
      case 13 -> any(random, connections).write(ISO_8859_1.encode("words"));
      case 14 -> any(random, connections).close();
      case 15 -> any(random, connections).abort();
      case 16 -> any(random, callbacks).cancel();
      default -> rare(random, dispatcher);
    }
  }

  private void rare(Random random, Dispatcher dispatcher) throws IOException {
    switch (random.nextInt(6)) {
      case 0 -> dispatcher.close();
      case 1 -> any(random, listeners).close();
      case 2 ->
          Blocking.read(any(random, connections), ByteBuffer.allocate(9), Duration.ofNanos(9));
      case 3 -> Blocking.accept(any(random, listeners), Duration.ofNanos(1000));
      case 4 -> dispatcher.stop();
      default -> dispatcher.defer(() -> {});
    }
  }

  private static <T> T any(Random random, List<T> all) {
    int size = all.size();
    if (size == 0) {
      throw new IllegalStateException("there is none yet");
    }
    return all.get(random.nextInt(size));
  }

  private void post(Dispatcher dispatcher) {
    posted.incrementAndGet();
    dispatcher.post(run::incrementAndGet);
  }

  private void withClaim(Dispatcher dispatcher) throws IOException {
    try (Claim _ = dispatcher.claim()) {
      dispatcher.checkUsable();
      callbacks.add(dispatcher.whenIdle((callback, _) -> callback.cancel()));
      dispatcher.statistics();
    }
  }

  private void listen(Dispatcher dispatcher) throws IOException {
    Listener listener = Listener.listen(dispatcher, StreamPair.anyPort(), ListenerOptions.DEFAULT);
    listeners.add(listener);
    listener.onConnection(this::echo);
  }

  private void echo(Connection client) {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    connections.add(client);
    client.onIo(
        Reason.READ,
        (_, _) -> {
          if (client.read(buffer.clear()) == Connection.END) {
            client.close();
          } else {
            client.write(buffer.flip());
          }
        });
  }

  private void connect(Random random, Dispatcher dispatcher) {
    Connector.connect(
        dispatcher,
        any(random, listeners).address(),
        ConnectionOptions.DEFAULT,
        this::echo,
        _ -> {});
  }

  /** Closes all; threads that are inside one leave it then. */
  void close() {
    dispatchers.forEach(Dispatcher::close);
  }

  /** The failure, once all threads have ended; empty where there is none. */
  String verdict() {
    for (Dispatcher dispatcher : dispatchers) {
      if (!dispatcher.isClosed()) {
        return "a dispatcher is not closed";
      }
      long registered = dispatcher.statistics().registered();
      if (registered != 0) {
        return registered + " callbacks are left";
      }
    }
    return posted.get() == run.get() ? "" : run + " tasks of " + posted + " have run";
  }
}
