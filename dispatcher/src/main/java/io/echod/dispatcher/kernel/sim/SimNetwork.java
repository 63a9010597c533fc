package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.dispatcher.kernel.sim.world.Chances;
import io.echod.dispatcher.kernel.sim.world.WallClock;
import io.echod.dispatcher.kernel.sim.world.WorldTime;
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
 * A simulated network: its clock, its links, what goes wrong in it, and the peers of the program
 * under test.
 *
 * <p>The program under test runs on kernels of this network, {@link #openKernel}; a test plays the
 * rest of the world with {@linkplain SimPeer peers} and with {@linkplain #after things that happen
 * at a time}. The world goes on while a kernel waits, and a little with each call that the program
 * makes. Belongs to one thread.
 */
public final class SimNetwork {

  private final SimOptions options;
  private final SimTrace trace;
  private final WorldTime time;
  final Hosts hosts;
  private final SimRandom latencies;
  private final SimRandom windows;
  private final boolean resetsDiscard;
  private final List<Pipe> clogged = new ArrayList<>();
  final Chances chances;
  private final WallClock wallClock;
  final Listeners listeners = new Listeners();
  final SimDatagrams datagrams = new SimDatagrams(this);
  private @Nullable Throwable failure;

  /** Creates a network without kernels or peers. */
  public SimNetwork(SimOptions options) {
    this.options = options;
    trace = new SimTrace(options.startNanos());
    time = new WorldTime(options.startNanos(), trace::clock, this::fail);
    chances = new Chances(options, fault -> trace.note(fault.name()));
    wallClock = new WallClock(chances);
    SimRandom random = new SimRandom(options.seed());
    latencies = random.stream("latencies");
    windows = random.stream("windows");
    hosts = new Hosts(random.stream("hosts"));
    resetsDiscard = random.stream("resets").chance(0.5);
  }

  /** Opens a kernel on this network, for one dispatcher. */
  public SimKernel openKernel() {
    return new SimKernel(this, options, null);
  }

  /**
   * Opens kernels for dispatchers on threads of their own, which take turns: one thread is at work
   * at a time, until its kernel waits, and time passes where all of them wait. So a run repeats as
   * one of a single dispatcher does. From the first wait on, and until all of them are closed, no
   * other thread may use this network.
   *
   * @param count of kernels, 1 or more; all of them are to be opened, and to wait, before the first
   *     wait ends
   * @return opens the next one; called before any of them waits
   */
  public Supplier<SimKernel> takingTurns(int count) {
    Turns turns = new Turns(count);
    return () -> {
      SimKernel kernel = new SimKernel(this, options, turns);
      turns.join(kernel);
      return kernel;
    };
  }

  /**
   * Calls an address; the behaviour plays the caller. That is on a host of its own, of the
   * address's family, or on one that has called before.
   */
  public SimPeer connect(SocketAddress address, SimPeer.Behaviour behaviour) throws IOException {
    return connect(Listeners.resolved(address), behaviour);
  }

  private SimPeer connect(InetSocketAddress address, SimPeer.Behaviour behaviour) {
    SocketEnd end = call(address, hosts.drawCaller(address.getAddress()));
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

  /** The program calls, from its own machine. */
  SocketEnd callFromHere(InetSocketAddress to) {
    InetAddress own = Hosts.ownFor(to.getAddress());
    boolean possible =
        own.equals(to.getAddress())
            && Listeners.isEphemeral(to.getPort())
            && listeners.isDeserted(to);
    return possible && chances.happens(Fault.SELF_CONNECT)
        ? Handshake.begin(this, to, to)
        : call(to, own);
  }

  private SocketEnd call(InetSocketAddress to, InetAddress fromHost) {
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
    at(nanoTime() + Math.max(0, delayNanos), action);
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
    time.at(atNanos, action);
  }

  void later(Runnable action) {
    at(nanoTime() + drawLatencyNanos(), action);
  }

  void soon(Runnable action) {
    at(nanoTime(), action);
  }

  /**
   * Lets time pass, as a handler that works for so long does; the rest of the world goes on
   * meanwhile.
   */
  public void pass(long nanos) {
    time.pass(nanos);
  }

  /** The clock, for kernels. */
  WorldTime time() {
    return time;
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

  /** The kernels' clock. */
  public long nanoTime() {
    return time.nanoTime();
  }

  /** A wall clock, for programs that read one: it may jump, by {@link Fault#WALL_CLOCK_JUMP}. */
  public InstantSource wallClock() {
    return () -> wallClock.instant(nanoTime() - options.startNanos());
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
    at(nanoTime() + nanos, () -> unclog(pipe));
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
  public boolean resetsDiscard() {
    return resetsDiscard;
  }
}
