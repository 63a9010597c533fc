package io.echod.dispatcher.sim;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A kernel without sockets, on a {@link SimNetwork}. A wait takes no time but virtual time: it goes
 * through what happens in the world until a source is ready.
 *
 * <p>It fails loudly where a real kernel would only be silent: when a program would sleep for ever,
 * and when it spins, which is to be told of readiness, again and again, and to do nothing about it.
 */
public final class SimKernel implements Kernel {

  /** A wait costs at least that much, or else a program that never sleeps would stop the time. */
  private static final long WAIT_NANOS = 1_000;

  static final long CALL_NANOS = 100;

  /** Waits, and calls within one turn, that may be fruitless one after another. */
  private static final int FRUITLESS_MAX = 20_000;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  final SimNetwork network;
  private final boolean otherThreads;
  private final Descriptors descriptors;
  private final SimRandom shuffling;
  private SimObserver observer = new SimObserver() {};
  private volatile boolean woken;
  private volatile @Nullable Thread waiting;
  private long wakeNanos;
  private boolean wakeKnown;
  private long fruitfulCalls;
  private int fruitlessWaits;
  private int fruitlessCalls;
  private boolean closed;

  SimKernel(SimNetwork network, SimOptions options) {
    this.network = network;
    otherThreads = options.otherThreads();
    descriptors = new Descriptors(options.descriptorsMax());
    shuffling = new SimRandom(options.seed()).stream("shuffling");
  }

  /** Has somebody told of every wait, in place of whoever was before. */
  public void observe(SimObserver newObserver) {
    observer = newObserver;
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    network.throwFailure();
    checkFruitless();
    observer.waiting(timeoutNanos);
    network.trace().note("wait", 0, timeoutNanos);
    network.maybeJumpWallClock();
    long start = network.nanoTime();
    int before = ready.size();
    network.passWaiting(WAIT_NANOS);
    if (timeoutNanos <= 0 || !network.chances.happens(Fault.EARLY_RETURN)) {
      sleep(start, timeoutNanos, ready);
    }
    network.throwFailure();
    // Readiness that is made up is nothing that a program could do anything about.
    fruitlessWaits = ready.size() > before ? fruitlessWaits + 1 : 0;
    fruitlessCalls = 0;
    disturb(ready);
    network.trace().note("ready", 0, ready.size());
    observer.waited(ready);
  }

  private void sleep(long start, long timeoutNanos, Ready ready) throws IOException {
    while (!descriptors.collect(ready) && !takeWakeup() && !isInterrupted()) {
      long now = network.nanoTime();
      // By difference to the start, which no clock that wraps and no huge timeout can overflow.
      long left = timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (now - start);
      if (left <= 0) {
        return;
      }
      long next = network.hasAgenda() ? Math.max(0, network.nextNanos() - now) : FOREVER;
      if (wakeKnown) {
        next = Math.min(next, Math.max(0, wakeNanos - now));
      }
      long span = Math.min(next, left);
      if (span == FOREVER) {
        sleepReally();
      } else {
        network.passWaiting(span);
      }
      network.throwFailure();
    }
    takeWakeup();
  }

  private void sleepReally() {
    if (!otherThreads) {
      throw new IllegalStateException(
          "the program would sleep for ever: nothing is ready, no timer is set, and nothing else"
              + " is going to happen");
    }
    waiting = Thread.currentThread();
    if (!woken) {
      LockSupport.park(this);
    }
    waiting = null;
  }

  /** Whether a wake-up has taken effect by now, which it does once. */
  private boolean takeWakeup() {
    if (!woken) {
      return false;
    }
    if (!wakeKnown) {
      wakeKnown = true;
      wakeNanos = network.nanoTime();
      if (network.chances.happens(Fault.LATE_WAKEUP)) {
        wakeNanos += network.chances.below(Fault.LATE_WAKEUP, 5_000_000);
      }
    }
    if (wakeNanos - network.nanoTime() > 0) {
      return false;
    }
    woken = false;
    wakeKnown = false;
    return true;
  }

  private boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private void disturb(Ready ready) {
    if (network.chances.isPossible(Fault.SPURIOUS_READINESS)
        && descriptors.hasQuiet()
        && network.chances.happens(Fault.SPURIOUS_READINESS)) {
      descriptors.addSpurious(ready, shuffling);
    }
    if (ready.size() > 1 && network.chances.happens(Fault.SHUFFLED_READINESS)) {
      shuffle(ready);
    }
  }

  private void shuffle(Ready ready) {
    int size = ready.size();
    Source[] sources = new Source[size];
    int[] reasons = new int[size];
    for (int index = 0; index < size; index++) {
      int place = shuffling.below(index + 1);
      sources[index] = sources[place];
      reasons[index] = reasons[place];
      sources[place] = ready.source(index);
      reasons[place] = ready.reasons(index);
    }
    ready.clear();
    for (int index = 0; index < size; index++) {
      ready.add(sources[index], reasons[index]);
    }
  }

  /** Notes what a call on a source has come to, and lets it take its time. */
  void called(String what, int descriptor, long result, boolean fruitful) {
    network.checkCaller();
    network.trace().note(what, descriptor, result);
    if (fruitful) {
      fruitfulCalls++;
      fruitlessWaits = 0;
      fruitlessCalls = 0;
    } else if (++fruitlessCalls > FRUITLESS_MAX) {
      checkFruitless();
    }
    network.pass(
        network.chances.happens(Fault.SLOW_CALL)
            ? network.chances.below(Fault.SLOW_CALL, 20_000_000)
            : CALL_NANOS);
  }

  private void checkFruitless() {
    if (fruitlessWaits > FRUITLESS_MAX) {
      throw spinning(
          " times a source was ready, and nothing was done about it; interested are "
              + descriptors.interested());
    }
    if (fruitlessCalls > FRUITLESS_MAX) {
      throw spinning(" reads, writes and accepts without a wait between them found nothing to do");
    }
  }

  private IllegalStateException spinning(String what) {
    var spinning = new IllegalStateException("the program spins: " + FRUITLESS_MAX + what);
    // Thrown from a call, it would end the handler that spins, and be heard of no more.
    network.fail(spinning);
    return spinning;
  }

  @Override
  public void wakeup() {
    woken = true;
    LockSupport.unpark(waiting);
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    if (!source.isOpen()) {
      throw new IOException(source + " is closed");
    }
    if (!(source instanceof SimSource polled) || source.kernel() != this) {
      throw new IllegalArgumentException(source + " is not a source of this kernel");
    }
    long start = network.nanoTime();
    called("poll", polled.descriptor(), timeoutNanos, false);
    while ((polled.readiness() & reasons) == 0 && !isInterrupted()) {
      long now = network.nanoTime();
      long left = timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (now - start);
      if (left <= 0) {
        return 0;
      }
      long next = network.hasAgenda() ? Math.max(0, network.nextNanos() - now) : FOREVER;
      if (Math.min(next, left) == FOREVER) {
        sleepReally();
      } else {
        network.checkMayWait();
        network.pass(Math.min(next, left));
        fruitlessCalls = 0;
      }
      network.throwFailure();
    }
    return polled.readiness() & reasons;
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException {
    network.checkCaller();
    network.pass(CALL_NANOS);
    return SimListeningSource.open(this, address, options);
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    var to = Listeners.resolved(address);
    SimStreamSource source = SimStreamSource.connecting(this, () -> network.call(to, LOOPBACK));
    called("connect", source.descriptor(), to.getPort(), true);
    return source;
  }

  Descriptors descriptors() {
    return descriptors;
  }

  /**
   * What a source of this kernel is asked for: what the next wait would report, were it ready.
   *
   * @throws IllegalArgumentException where it is not a source of a simulated kernel
   */
  public int interest(Source source) {
    return simulated(source).interest();
  }

  /**
   * The number that stands for a source while it is open, and for another one afterwards.
   *
   * @throws IllegalArgumentException where it is not a source of a simulated kernel
   */
  public int descriptor(Source source) {
    return simulated(source).descriptor();
  }

  private static SimSource simulated(Source source) {
    if (source instanceof SimSource simulated) {
      return simulated;
    }
    throw new IllegalArgumentException(source + " is not a source of a simulated kernel");
  }

  /** Calls on sources, so far, that have come to something: bytes moved, connections accepted. */
  public long fruitfulCalls() {
    return fruitfulCalls;
  }

  /** The sources that are open: descriptors in use. */
  public int openSources() {
    return descriptors.count();
  }

  @Override
  public long nanoTime() {
    return network.nanoTime();
  }

  @Override
  public int reasons() {
    return Ready.READ | Ready.WRITE;
  }

  @Override
  public String name() {
    return "sim";
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      descriptors.closeAll();
    }
  }
}
