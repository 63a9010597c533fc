package io.echod.dispatcher.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulated network: its clock, its links, what goes wrong in it, and the peers of whatever is
 * tested.
 *
 * <p>The program under test runs on kernels of this network, {@link #openKernel}; a test plays the
 * rest of the world with {@linkplain SimPeer peers} and with {@linkplain #after things that happen
 * at a time}. The world goes on while a kernel waits, and a little with each call that the program
 * makes. Belongs to one thread.
 */
public final class SimNetwork {

  private static final InetAddress PEERS = InetAddress.ofLiteral("10.0.0.1");

  /** Actions of the world at one and the same time. */
  private static final int WORLD_SPINS_MAX = 1_000_000;

  private final SimOptions options;
  private final SimTrace trace;
  private final Agenda agenda = new Agenda();
  private final SimRandom latencies;
  private final SimRandom windows;
  private final boolean resetsDiscard;
  private final List<Pipe> clogged = new ArrayList<>();
  final Chances chances;
  private final WallClock wallClock;
  final Listeners listeners = new Listeners();
  private long now;
  private boolean inTheWorld;
  private boolean waiting;
  private int actionsAtOnce;
  private @Nullable Throwable failure;

  /** Creates a network that nobody uses yet. */
  public SimNetwork(SimOptions options) {
    this.options = options;
    now = options.startNanos();
    trace = new SimTrace(now);
    chances = new Chances(options, trace);
    wallClock = new WallClock(chances);
    SimRandom random = new SimRandom(options.seed());
    latencies = random.stream("latencies");
    windows = random.stream("windows");
    resetsDiscard = random.stream("resets").chance(0.5);
  }

  /** Opens a kernel on this network, for one dispatcher. */
  public SimKernel openKernel() {
    return new SimKernel(this, options);
  }

  /** Calls an address, from a host of its own; the behaviour plays the caller. */
  public SimPeer connect(SocketAddress address, SimPeer.Behaviour behaviour) throws IOException {
    return connect(Listeners.resolved(address), behaviour);
  }

  private SimPeer connect(InetSocketAddress address, SimPeer.Behaviour behaviour) {
    SocketEnd end = call(address, PEERS);
    SimPeer peer = new SimPeer(this, end, behaviour);
    behaviour.begun(peer);
    end.onChange(peer::changed);
    return peer;
  }

  /** Calls an address, once that much time has passed. */
  public void connectAfter(long delayNanos, SocketAddress address, SimPeer.Behaviour behaviour)
      throws IOException {
    InetSocketAddress to = Listeners.resolved(address);
    after(delayNanos, () -> connect(to, behaviour));
  }

  /**
   * Listens at an address of the world, for programs that connect; the behaviours play those
   * called.
   *
   * @param address with port 0 for any port
   * @param behaviours is handed each connection when it is made, and returns who plays its far end
   * @return the address with its port
   */
  public InetSocketAddress listen(
      InetSocketAddress address, java.util.function.Function<SimPeer, SimPeer.Behaviour> behaviours)
      throws IOException {
    PeerListener listener = new PeerListener(this, listeners.bindable(address, false), behaviours);
    listeners.add(listener);
    return listener.address();
  }

  SocketEnd call(InetSocketAddress to, InetAddress fromHost) {
    return Handshake.begin(this, new InetSocketAddress(fromHost, listeners.freePort()), to);
  }

  /**
   * Has something happen in the world, once that much time has passed. It may call peers and this
   * network, but not the program, which may be in the middle of something: what the program is to
   * do, {@code post} to its dispatcher.
   *
   * @param delayNanos less than 0 is 0
   */
  public void after(long delayNanos, Runnable action) {
    at(now + Math.max(0, delayNanos), action);
  }

  /**
   * Ends the simulation once that much time has passed, as one in which something never came.
   *
   * @param what says then what it was
   */
  public void failAfter(long delayNanos, Supplier<String> what) {
    after(delayNanos, () -> fail(new AssertionError(what.get())));
  }

  void at(long atNanos, Runnable action) {
    agenda.add(atNanos, action);
  }

  void later(Runnable action) {
    at(now + drawLatencyNanos(), action);
  }

  void soon(Runnable action) {
    at(now, action);
  }

  /**
   * Lets time pass, as a handler that works for so long does; the rest of the world goes on
   * meanwhile.
   */
  public void pass(long nanos) {
    if (inTheWorld) {
      // What happens in the world takes no time, though it may call what would.
      return;
    }
    advanceTo(now + nanos);
  }

  /** Lets time pass while a kernel waits: the program is in the middle of nothing. */
  void passWaiting(long nanos) {
    checkMayWait();
    waiting = true;
    try {
      advanceTo(now + nanos);
    } finally {
      waiting = false;
    }
  }

  void checkMayWait() {
    if (inTheWorld) {
      throw new IllegalStateException("something that happens in the world can't wait");
    }
  }

  /** The program's calls, which the world must not make while the program is at work. */
  void checkCaller() {
    if (inTheWorld && !waiting) {
      throw new IllegalStateException(
          "something that happens in the world has called the program while that was at work: post"
              + " it to the dispatcher instead");
    }
  }

  /** Goes through all that happens until then, each at its time. */
  private void advanceTo(long until) {
    inTheWorld = true;
    try {
      while (agenda.isDue(until) && actionsAtOnce < WORLD_SPINS_MAX) {
        clock(agenda.nextNanos());
        actionsAtOnce++;
        run(agenda.take());
      }
    } finally {
      inTheWorld = false;
    }
    if (actionsAtOnce == WORLD_SPINS_MAX) {
      fail(
          new IllegalStateException(
              "the world spins: " + WORLD_SPINS_MAX + " things happened at one and the same time"));
    }
    clock(until);
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      // Thrown from here, it might come out within a handler.
      fail(thrown);
    }
  }

  /**
   * Ends the simulation: the next wait throws this, and so does every later one; of several, the
   * first. For checks within handlers, as a dispatcher contains what they throw.
   *
   * @param thrown a runtime exception or an error, such as an assertion's
   */
  public void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }

  /** Sets the clock, which never goes back. */
  private void clock(long to) {
    if (to - now > 0) {
      now = to;
      actionsAtOnce = 0;
      trace.clock(to);
    }
  }

  /**
   * Throws what the world has thrown or {@link #fail} was given, such as the assertion of a test's
   * peer; returns where there was no such thing. Every wait does that: a test calls it after the
   * last one, as the world goes on while a program closes what it has.
   */
  public void throwFailure() {
    Throwable thrown = failure;
    if (thrown == null) {
      return;
    }
    // Not forgotten: it may come out within a handler, from a poll, where it is contained.
    switch (thrown) {
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new IllegalStateException("the simulation was ended", thrown);
    }
  }

  boolean hasAgenda() {
    return !agenda.isEmpty();
  }

  /** When the next thing happens; only where there is one. */
  long nextNanos() {
    return agenda.nextNanos();
  }

  /** What the kernels' clock shows. */
  public long nanoTime() {
    return now;
  }

  /** A wall clock, for programs that read one: it may jump, by {@link Fault#WALL_CLOCK_JUMP}. */
  public InstantSource wallClock() {
    return () -> wallClock.instant(now - options.startNanos());
  }

  void maybeJumpWallClock() {
    wallClock.maybeJump();
  }

  /** Ends all faults, and frees what is clogged: from now on nothing goes wrong. */
  public void calm() {
    chances.none();
    // In the world, not within the caller, who may be a handler.
    clogged.forEach(pipe -> soon(() -> unclog(pipe)));
  }

  void clogged(Pipe pipe, long nanos) {
    clogged.add(pipe);
    at(now + nanos, () -> unclog(pipe));
  }

  private void unclog(Pipe pipe) {
    clogged.remove(pipe);
    pipe.unclog();
  }

  /** Marks both ends: what happened to them is not the program's fault. */
  void disturbed(SocketEnd end) {
    end.disturb();
    end.other().disturb();
  }

  /** How often a fault has happened so far. */
  public long count(Fault fault) {
    return chances.count(fault);
  }

  /** The account of what happens. */
  public SimTrace trace() {
    return trace;
  }

  int drawWindowBytes() {
    return windows.between(options.windowBytesMin(), options.windowBytesMax());
  }

  long drawLatencyNanos() {
    return latencies.between(options.latencyNanosMin(), options.latencyNanosMax());
  }

  /** Whether a reset destroys what has arrived and was not read; systems differ in that. */
  boolean resetsDiscard() {
    return resetsDiscard;
  }
}
