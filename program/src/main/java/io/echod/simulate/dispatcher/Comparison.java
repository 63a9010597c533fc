package io.echod.simulate.dispatcher;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.Statistics;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimObserver;
import io.echod.simulate.dispatcher.model.Call;
import io.echod.simulate.dispatcher.model.NaiveCallback;
import io.echod.simulate.dispatcher.model.NaiveDispatcher;
import io.echod.simulate.dispatcher.model.ReadySource;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dispatcher and its model side by side, compared at every wait and at every call. */
final class Comparison implements SimObserver {

  /** A wake-up takes effect within that much: the network delays it by 5 ms at most. */
  private static final long WAKEUP_NANOS_MAX = 10_000_000;

  final SimNetwork network;
  final SimKernel kernel;
  final Dispatcher dispatcher;
  final NaiveDispatcher model;
  private final Tally tally;

  /** All that were ever made, oldest first. */
  final List<DriverEndpoint> endpoints = new ArrayList<>();

  /** All that were ever registered, oldest first. */
  final List<Twin> twins = new ArrayList<>();

  /** The endpoint whose handler has thrown, until the dispatcher reports that to it. */
  private @Nullable DriverEndpoint failed;

  private @Nullable Violation violation;
  private boolean woken;
  private long wokenNanos;
  private boolean monitoring;
  private boolean closing;
  private int turns;

  Comparison(SimNetwork network, DispatcherOptions options, Tally tally) {
    this.network = network;
    this.tally = tally;
    kernel = network.openKernel();
    dispatcher = new Dispatcher(kernel, options);
    model = new NaiveDispatcher(options);
    kernel.observe(this);
  }

  /** Monitors both, and compares what comes of it. */
  boolean monitor(Duration limit) {
    network.trace().note("monitor for " + limit);
    model.monitorBegins(limit.isNegative() ? -1 : limit.toNanos(), network.nanoTime());
    monitoring = true;
    boolean more;
    try {
      more = dispatcher.monitor(limit);
    } finally {
      monitoring = false;
    }
    throwViolation();
    model.monitorEnds(more, network.nanoTime());
    compare();
    return more;
  }

  @Override
  public void waiting(long timeoutNanos) {
    throwViolation();
    checkFailureReported();
    model.waiting(timeoutNanos, network.nanoTime());
    compare();
    // Timers set before the wait count from its beginning.
    wokenNanos = network.nanoTime();
    turns++;
    count("turns");
  }

  @Override
  public void waited(Ready ready) {
    List<ReadySource> events = new ArrayList<>();
    for (int index = 0; index < ready.size(); index++) {
      Source source = ready.source(index);
      DriverEndpoint endpoint =
          endpoints.stream()
              .filter(one -> one.source().equals(source))
              .findFirst()
              .orElseThrow(() -> Violation.correctness("ready is an unknown " + source));
      check(endpoint.isOpen(), endpoint + " is ready although it is closed");
      if ((ready.reasons(index) & Ready.LOST) != 0) {
        count(ready.reasons(index) == Ready.LOST ? "lost and asked for nothing" : "lost");
      }
      events.add(new ReadySource(endpoint.naive, ready.reasons(index)));
    }
    if (woken) {
      long late = network.nanoTime() - wokenNanos;
      if (late > WAKEUP_NANOS_MAX) {
        throw Violation.liveness("a wake-up ended the wait after " + late + " ns only");
      }
      woken = false;
    }
    model.waited(events, network::nanoTime);
  }

  /** The dispatcher has made a call: is it the one that the model would make? */
  void called(Call call) {
    network.trace().note("called " + call);
    try {
      checkFailureReported();
      model.called(call);
    } catch (Violation found) {
      fail(found);
    }
  }

  /** Counts what has occurred. */
  void count(String what) {
    tally.count("dispatcher: " + what);
  }

  void wakeup() {
    if (!woken) {
      woken = true;
      wokenNanos = network.nanoTime();
    }
  }

  void expectFailureReport(DriverEndpoint endpoint) {
    failed = endpoint;
  }

  void failureReported(DriverEndpoint endpoint) {
    check(endpoint.equals(failed), endpoint + " was notified of a failure that is not its own");
    failed = null;
  }

  private void checkFailureReported() {
    check(failed == null, failed + " was not notified of its handler's failure");
  }

  /** Closes both. */
  void close() {
    network.trace().note("close the dispatcher");
    model.close();
    boolean before = closing;
    closing = true;
    dispatcher.close();
    closing = before;
  }

  /** Whether the dispatcher is yet to do what it was left to do: it monitors, or is closing. */
  boolean isAtWork() {
    return monitoring || closing;
  }

  /** Whether monitoring is under way. */
  boolean isMonitoring() {
    return monitoring;
  }

  /** The waits so far. */
  int turns() {
    return turns;
  }

  /** Compares all that can be asked for. */
  private void compare() {
    Statistics real = dispatcher.statistics();
    Statistics wanted = model.expected(real);
    check(real.equals(wanted), "the statistics are " + real + ", not " + wanted);
    Set<String> registered =
        dispatcher.endpoints().stream().map(Object::toString).collect(Collectors.toSet());
    int count = 0;
    for (DriverEndpoint endpoint : endpoints) {
      if (endpoint.isOpen()) {
        int union = 0;
        List<NaiveCallback> callbacks = model.callbacksOf(endpoint.naive);
        for (NaiveCallback callback : callbacks) {
          union |= callback.interest();
        }
        int asked = kernel.interest(endpoint.source());
        int wantedReasons = endpoint.naive.delivered(union);
        check(
            asked == wantedReasons,
            endpoint + " is asked for " + asked + ", not for " + wantedReasons);
        for (int reason = Reason.READ; reason <= Reason.WRITE; reason <<= 1) {
          check(
              dispatcher.isAwaited(endpoint, reason) == ((union & reason) != 0),
              endpoint + " is said to be awaited for " + reason + " or not, and is not so");
        }
        if (!callbacks.isEmpty()) {
          count++;
          check(registered.contains(endpoint.toString()), endpoint + " is not among the endpoints");
        }
      }
    }
    check(registered.size() == count, registered + " are the endpoints, which is too many");
  }

  /** Closes an endpoint's source. */
  void close(DriverEndpoint endpoint, boolean abort) {
    network.trace().note("close " + endpoint);
    boolean noticed = endpoint.isOpen() && model.sourceClosed(endpoint.naive);
    int reported = endpoint.closesReported + (noticed ? 1 : 0);
    Optional<io.echod.dispatcher.kernel.StreamSource> stream = endpoint.stream();
    if (abort && stream.isPresent()) {
      stream.get().abort();
    } else {
      endpoint.source().close();
    }
    check(
        endpoint.closesReported == reported,
        endpoint + " was notified of its end " + endpoint.closesReported);
    check(endpoint.source().watcher() == null, endpoint + " is closed and still watched");
  }

  /** Ends the simulation at the next wait, and at the latest when monitoring ends. */
  void fail(Violation found) {
    if (violation == null) {
      violation = found;
      network.fail(found);
    }
  }

  boolean hasFailed() {
    return violation != null;
  }

  void throwViolation() {
    if (violation != null) {
      throw violation;
    }
  }
}
