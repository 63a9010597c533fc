package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.FreedDescriptors;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.dispatcher.kernel.sim.world.WorldTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A kernel without sockets, on a {@link SimNetwork}. A wait takes no time but virtual time: it goes
 * through what happens in the world until a source is ready.
 *
 * <p>It fails loudly where a real kernel would only be silent: when a program would sleep for ever,
 * and when it spins, that is, does nothing about readiness that is reported again and again.
 */
public final class SimKernel implements Kernel {

  /** A wait costs at least that much, or else a program that never sleeps would stop the time. */
  private static final long WAIT_NANOS = 1_000;

  static final long CALL_NANOS = 100;

  final SimNetwork network;
  private final boolean otherThreads;
  private final Descriptors descriptors;
  private final SimRandom shuffling;
  private final Wakeups wakeups;
  private final Progress progress;

  /** Null of one whose thread is the only one. */
  private final @Nullable Turns turns;

  /** Whether its wait ends by itself, and when; while others have their turn. */
  private boolean ends;

  private long endNanos;
  private SimObserver observer = new SimObserver() {};
  private boolean closed;

  SimKernel(SimNetwork network, SimOptions options, @Nullable Turns turns) {
    this.network = network;
    this.turns = turns;
    otherThreads = options.otherThreads();
    descriptors = new Descriptors(options.descriptorsMax());
    wakeups = new Wakeups(network);
    progress = new Progress(network, descriptors);
    shuffling = new SimRandom(options.seed()).stream("shuffling");
  }

  /** Has an observer notified of every wait, in place of the one before. */
  public void observe(SimObserver newObserver) {
    observer = newObserver;
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    if (turns != null) {
      turns.enter(this);
    }
    network.throwFailure();
    checkOpen();
    progress.check();
    observer.waiting(timeoutNanos);
    network.trace().note("wait", 0, timeoutNanos);
    network.maybeJumpWallClock();
    long start = network.nanoTime();
    int before = ready.size();
    network.time().passWaiting(WAIT_NANOS);
    if (timeoutNanos <= 0 || !network.chances.happens(Fault.EARLY_RETURN)) {
      sleep(start, timeoutNanos, ready);
    }
    network.throwFailure();
    // Readiness that is made up is nothing that a program could do anything about.
    progress.waited(ready.size() > before);
    disturb(ready);
    network.trace().note("ready", 0, ready.size());
    observer.waited(ready);
  }

  private void sleep(long start, long timeoutNanos, Ready ready) throws IOException {
    while (!descriptors.collect(ready) && !wakeups.take() && !isInterrupted()) {
      long left = leftNanos(start, timeoutNanos);
      if (left <= 0) {
        return;
      }
      if (!othersGoOn(left)) {
        long span = untilNext(turns == null ? left : turns.untilNext());
        if (span == FOREVER) {
          sleepReally();
        } else {
          network.time().passWaiting(span);
        }
      }
      network.throwFailure();
    }
    wakeups.take();
  }

  /** Has others that take turns with this kernel go on, those that can; whether any could. */
  private boolean othersGoOn(long leftNanos) {
    if (turns == null) {
      return false;
    }
    ends = leftNanos != FOREVER;
    endNanos = ends ? network.nanoTime() + leftNanos : 0;
    return turns.handOn(this);
  }

  /** Whether something may be there that its wait is for. */
  boolean mayGoOn() {
    return descriptors.mayHaveReady() || untilDue() <= 0;
  }

  /** The time until its wait ends by itself; {@link Kernel#FOREVER}: it does not. */
  long untilDue() {
    long left = ends ? endNanos - network.nanoTime() : FOREVER;
    return wakeups.untilTaken(left);
  }

  /** The rest of a wait's time; 0 or less where it has elapsed. */
  private long leftNanos(long start, long timeoutNanos) {
    // By difference to the start, which no clock that wraps and no huge timeout can overflow.
    return timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (network.nanoTime() - start);
  }

  /** How much of that passes until something happens that is to be looked at. */
  private long untilNext(long leftNanos) {
    WorldTime time = network.time();
    long next = time.hasAgenda() ? Math.max(0, time.nextNanos() - time.nanoTime()) : FOREVER;
    return Math.min(leftNanos, wakeups.untilDue(next));
  }

  private void sleepReally() {
    if (!otherThreads) {
      throw new IllegalStateException(
          "the program would sleep for ever: nothing is ready, no timer is set, and nothing else"
              + " is going to happen");
    }
    wakeups.await();
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
    network.time().checkCaller();
    network.trace().note(what, descriptor, result);
    progress.called(fruitful);
    network.pass(
        network.chances.happens(Fault.SLOW_CALL)
            ? network.chances.below(Fault.SLOW_CALL, 20_000_000)
            : CALL_NANOS);
  }

  /** Returns at once: the simulation's other dispatchers run in this thread. */
  @Override
  public void offerProcessor() {}

  @Override
  public void wakeup() {
    wakeups.ask();
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    if (!source.isOpen()) {
      throw new IOException(source + " is closed");
    }
    if (!(source instanceof SimSource polled) || source.kernel() != this) {
      throw new IllegalArgumentException(source + " is not a source of this kernel");
    }
    if (polled instanceof SimStreamSource stream && stream.isRefused()) {
      return reasons;
    }
    long start = network.nanoTime();
    called("poll", polled.descriptor(), timeoutNanos, false);
    while ((polled.readiness() & reasons) == 0) {
      long left = leftNanos(start, timeoutNanos);
      // A look that does not wait is ended by nothing, and uses no wake-up.
      if (left <= 0 || wakeups.take() || isInterrupted()) {
        return 0;
      }
      long span = untilNext(left);
      if (span == FOREVER) {
        sleepReally();
      } else {
        network.time().checkMayWait();
        network.pass(span);
        progress.polled();
      }
      network.throwFailure();
    }
    return polled.readiness() & reasons;
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException {
    checkOpen();
    network.time().checkCaller();
    network.pass(CALL_NANOS);
    return SimListeningSource.open(this, address, options);
  }

  @Override
  public StreamSource adopt(AcceptedSocket socket) throws IOException {
    checkOpen();
    return socket instanceof SimAcceptedSocket own ? own.adopt(this) : Kernel.super.adopt(socket);
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    checkOpen();
    InetSocketAddress to = Listeners.callable(address);
    SimStreamSource source;
    try {
      source = SimStreamSource.connecting(this, () -> network.callFromHere(to));
    } catch (IOException noDescriptor) {
      throw new SocketException("can't connect to " + to + ": " + noDescriptor.getMessage());
    }
    called("connect", source.descriptor(), to.getPort(), true);
    return source;
  }

  @Override
  public DatagramSource bind(SocketAddress address, DatagramOptions options) throws IOException {
    checkOpen();
    return SimDatagramSource.bind(this, address, options);
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("kernel sim is closed");
    }
  }

  @Override
  public FreedDescriptors freedDescriptors() {
    return descriptors.freed();
  }

  Descriptors descriptors() {
    return descriptors;
  }

  /**
   * The interest in a source of this kernel: what the next wait would report, were it ready.
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

  /**
   * How many bytes the writes of a stream have taken so far.
   *
   * @throws IllegalArgumentException where it is not a stream of a simulated kernel
   */
  public long takenBytes(StreamSource stream) {
    if (stream instanceof SimStreamSource simulated) {
      return simulated.takenBytes();
    }
    throw new IllegalArgumentException(stream + " is not a stream of a simulated kernel");
  }

  private static SimSource simulated(Source source) {
    if (source instanceof SimSource simulated) {
      return simulated;
    }
    throw new IllegalArgumentException(source + " is not a source of a simulated kernel");
  }

  /** Calls on sources, so far, that have come to something: bytes moved, connections accepted. */
  public long fruitfulCalls() {
    return progress.fruitfulCalls();
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
      StackRoom.check(StackRoom.TO_END);
      descriptors.closeAll();
      closed = true;
      if (turns != null) {
        turns.leave(this);
      }
    }
  }
}
