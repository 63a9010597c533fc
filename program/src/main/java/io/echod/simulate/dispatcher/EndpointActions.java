package io.echod.simulate.dispatcher;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.dispatcher.model.NaiveSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens and closes sources, reads and writes, pauses and resumes. */
final class EndpointActions {

  static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7);

  /** A port that callers are given, and so may be connected to itself. */
  private static final InetSocketAddress DESERTED =
      new InetSocketAddress(ADDRESS.getAddress(), 60_000);

  private static final int OPEN_MAX = 16;

  private final Comparison comparison;
  private final ApiDriver driver;
  private final CallbackActions callbacks;
  private final InetSocketAddress peers;

  /** Endpoints that were closed in the present turn although the kernel had found them ready. */
  private long closedInTurn = -1;

  private int closedDescriptor;

  EndpointActions(
      Comparison comparison, ApiDriver driver, CallbackActions callbacks, InetSocketAddress peers) {
    this.comparison = comparison;
    this.driver = driver;
    this.callbacks = callbacks;
    this.peers = peers;
    driver.add("accept", 14, this::accept);
    driver.add("connect", 4, this::connect);
    driver.add("read", 14, random -> pick(random).ifPresent(one -> read(one, random)));
    driver.add("write", 5, random -> pick(random).ifPresent(one -> write(one, random)));
    driver.add("end output", 1, random -> pick(random).ifPresent(EndpointActions::endOutput));
    driver.add("pause", 3, this::pause);
    driver.add("resume", 4, this::resume);
    driver.add("mask", 3, this::mask);
    driver.add("adopt", 1, this::adopt);
    driver.add("cancel all", 2, this::cancelAll);
    driver.addLasting("close", 3, random -> pick(random).ifPresent(one -> close(one, random)));
    driver.add("close a ready one", 3, this::closeReady);
    driver.add("close and accept at once", 5, this::replace);
    driver.add("listen", 1, _ -> listen());
  }

  /** Listens, unless it does. */
  void listen() throws IOException {
    if (listener().isEmpty()) {
      ListenOptions options = new ListenOptions(64, false, 0);
      made(comparison.kernel.listen(ADDRESS, options), "listener ");
    }
  }

  private Optional<DriverEndpoint> listener() {
    return comparison.endpoints.stream()
        .filter(one -> one.isOpen() && one.source() instanceof ListeningSource)
        .findFirst();
  }

  private DriverEndpoint made(Source source, String kind) {
    String name = kind + comparison.endpoints.size();
    DriverEndpoint endpoint = new DriverEndpoint(new NaiveSource(name), source, driver);
    comparison.endpoints.add(endpoint);
    int descriptor = comparison.kernel.descriptor(source);
    comparison.network.trace().note(name + " has descriptor " + descriptor);
    if (closedInTurn == comparison.turns() && closedDescriptor == descriptor) {
      comparison.count("descriptor reused in the round");
    }
    return endpoint;
  }

  private void accept(SimRandom random) {
    Optional<DriverEndpoint> listener = listener();
    if (listener.isEmpty()
        || !(listener.get().source() instanceof ListeningSource source)
        || openCount() >= OPEN_MAX) {
      return;
    }
    @Nullable StreamSource stream;
    try {
      stream = source.accept();
    } catch (IOException noDescriptor) {
      return;
    }
    if (stream != null) {
      DriverEndpoint endpoint = made(stream, "stream ");
      if (random.chance(0.8)) {
        callbacks.onIo(endpoint, random);
      }
      comparison.count("accepted");
    }
  }

  private long openCount() {
    return comparison.endpoints.stream().filter(DriverEndpoint::isOpen).count();
  }

  private void connect(SimRandom random) throws IOException {
    if (openCount() < OPEN_MAX) {
      InetSocketAddress called = random.chance(0.2) ? DESERTED : peers;
      DriverEndpoint endpoint = made(comparison.kernel.connect(called), "caller ");
      callbacks.onIo(endpoint, random);
    }
  }

  /** The one whose handler acts, or another, an open one. */
  private Optional<DriverEndpoint> pick(SimRandom random) {
    Twin current = driver.current();
    DriverEndpoint own = current == null ? null : current.endpoint;
    return own != null && own.isOpen() && random.chance(0.6)
        ? Optional.of(own)
        : pick(random, _ -> true);
  }

  private Optional<DriverEndpoint> pick(SimRandom random, Predicate<DriverEndpoint> which) {
    List<DriverEndpoint> some =
        comparison.endpoints.stream().filter(one -> one.isOpen() && which.test(one)).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.below(some.size())));
  }

  private void read(DriverEndpoint endpoint, SimRandom random) {
    ByteBuffer buffer = ByteBuffer.allocate(random.chance(0.3) ? 3 : 4096);
    endpoint.stream()
        .ifPresent(stream -> {
          try {
            stream.finishConnect();
            if (stream.read(buffer) == StreamSource.END && random.chance(0.5)) {
              close(endpoint, random);
            }
          } catch (IOException gone) {
            failed(endpoint, random);
          }
        });
  }

  private void write(DriverEndpoint endpoint, SimRandom random) {
    endpoint.stream()
        .ifPresent(stream -> {
          try {
            stream.finishConnect();
            stream.write(ByteBuffer.allocate(1 << random.between(0, 13)));
          } catch (IOException gone) {
            failed(endpoint, random);
          }
        });
  }

  /** Mostly closed; one that is left open is ready for ever. */
  private void failed(DriverEndpoint endpoint, SimRandom random) {
    if (random.chance(0.7)) {
      close(endpoint, random);
    }
  }

  private static void endOutput(DriverEndpoint endpoint) {
    endpoint.stream()
        .ifPresent(stream -> {
          try {
            stream.shutdownOutput();
          } catch (IOException gone) {
            // Then there is none to end.
          }
        });
  }

  private void pause(SimRandom random) {
    pick(random)
        .ifPresent(endpoint -> {
          int reasons = random.between(1, 3);
          endpoint.naive.pause(reasons);
          comparison.dispatcher.pause(endpoint, reasons);
          comparison.network.trace().note("pause " + endpoint + " " + Reason.describe(reasons));
        });
  }

  private void resume(SimRandom random) {
    pick(random, one -> one.naive.isPaused())
        .ifPresent(endpoint -> {
          int reasons = random.between(1, 3);
          endpoint.naive.resume(reasons);
          comparison.dispatcher.resume(endpoint, reasons);
          comparison.network.trace().note("resume " + endpoint + " " + Reason.describe(reasons));
        });
  }

  private void mask(SimRandom random) {
    pick(random)
        .ifPresent(endpoint -> {
          int reasons = random.between(0, 3);
          endpoint.naive.mask(reasons);
          comparison.dispatcher.mask(endpoint, reasons);
          comparison.network.trace().note("mask " + endpoint + " " + Reason.describe(reasons));
        });
  }

  private void adopt(SimRandom random) {
    pick(random)
        .ifPresent(endpoint -> {
          endpoint.naive.watch();
          comparison.dispatcher.adopt(endpoint);
        });
  }

  private void cancelAll(SimRandom random) {
    // One that is closed has none left: nothing happens.
    Optional<DriverEndpoint> some =
        random.chance(0.8) || comparison.endpoints.isEmpty()
            ? pick(random)
            : Optional.of(comparison.endpoints.get(random.below(comparison.endpoints.size())));
    some.ifPresent(endpoint -> {
      comparison.model.cancelAll(endpoint.naive);
      comparison.dispatcher.cancelAll(endpoint);
      comparison.network.trace().note("cancel all of " + endpoint);
    });
  }

  private void close(DriverEndpoint endpoint, SimRandom random) {
    if (comparison.model.isFound(endpoint.naive)) {
      closedInTurn = comparison.turns();
      closedDescriptor = comparison.kernel.descriptor(endpoint.source());
      comparison.count("closed while ready in the same round");
    }
    comparison.close(endpoint, random.chance(0.3));
  }

  private void closeReady(SimRandom random) {
    pick(random, one -> comparison.model.isFound(one.naive)).ifPresent(one -> close(one, random));
  }

  private void replace(SimRandom random) {
    pick(random, one -> comparison.model.isFound(one.naive) && one.stream().isPresent())
        .or(() -> pick(random, one -> one.stream().isPresent()))
        .ifPresent(one -> {
          close(one, random);
          if (!comparison.dispatcher.isClosed()) {
            accept(random);
          }
        });
  }
}
