package io.echod.dispatcher.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

  /** 2026-01-01T00:00:00Z: any time would do, but it must be the same each time. */
  private static final Instant WALL_START = Instant.ofEpochSecond(1_767_225_600);

  private static final InetAddress PEERS = InetAddress.ofLiteral("10.0.0.1");
  private static final long SYN_RETRY_NANOS = 1_000_000_000;

  private final SimOptions options;
  private final SimTrace trace;
  private final Agenda agenda = new Agenda();
  private final SimRandom latencies;
  private final SimRandom windows;
  private final boolean resetsDiscard;
  private final List<Pipe> clogged = new ArrayList<>();
  final Chances chances;
  final Listeners listeners = new Listeners();
  private long now;
  private long wallOffsetNanos;
  private boolean inTheWorld;
  private @Nullable Throwable failure;

  /** Creates a network that nobody uses yet. */
  public SimNetwork(SimOptions options) {
    this.options = options;
    now = options.startNanos();
    trace = new SimTrace(now);
    chances = new Chances(options, trace);
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
    SocketEnd end = call(Listeners.resolved(address), PEERS);
    SimPeer peer = new SimPeer(this, end, behaviour);
    end.onChange(peer::changed);
    return peer;
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

  /** Begins the handshake of RFC 9293 section 3.5, each step of which takes its latency. */
  SocketEnd call(InetSocketAddress to, InetAddress fromHost) {
    InetSocketAddress from = new InetSocketAddress(fromHost, listeners.freePort());
    SocketEnd calling = SocketEnd.calling(this, from, to);
    if (chances.happens(Fault.CONNECT_HANGS)) {
      disturbed(calling);
    } else {
      later(() -> called(calling, to));
    }
    return calling;
  }

  private void called(SocketEnd calling, InetSocketAddress to) {
    if (calling.isClosed()) {
      return;
    }
    Listeners.@Nullable Listening listening = listeners.find(to);
    if (listening == null) {
      later(() -> calling.refused("Connection refused"));
    } else if (chances.happens(Fault.CONNECT_REFUSED)) {
      disturbed(calling);
      later(() -> calling.refused("Connection refused"));
    } else if (listening.offer(calling.other())) {
      trace.note("offered " + calling.other());
      later(calling::connected);
    } else {
      // The queue is full: the system drops the call, and the caller's asks again.
      at(now + SYN_RETRY_NANOS, () -> called(calling, to));
    }
  }

  /** Has something happen in the world, once that much time has passed. */
  public void after(long delayNanos, Runnable action) {
    at(now + Math.max(0, delayNanos), action);
  }

  void at(long atNanos, Runnable action) {
    agenda.add(atNanos, action);
  }

  private void later(Runnable action) {
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

  /** Goes through all that happens until then. */
  private void advanceTo(long until) {
    inTheWorld = true;
    try {
      while (hasAgenda() && nextNanos() - until <= 0) {
        // Each happens at its own time, from which what it brings about counts its delays.
        clock(nextNanos());
        run(agenda.take());
      }
    } finally {
      inTheWorld = false;
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
   * Ends the simulation: the next wait throws this, the first one of several. For checks within
   * handlers, as a dispatcher contains what they throw.
   *
   * @param thrown a runtime exception or an error, such as an assertion's
   */
  public void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }

  private void clock(long to) {
    now = to;
    trace.clock(to);
  }

  /** Throws what the world has thrown, such as the assertion of a test's peer that failed. */
  void throwFailure() {
    Throwable thrown = failure;
    if (thrown == null) {
      return;
    }
    failure = null;
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
    return () -> WALL_START.plusNanos(now - options.startNanos()).plusNanos(wallOffsetNanos);
  }

  void maybeJumpWallClock() {
    if (chances.happens(Fault.WALL_CLOCK_JUMP)) {
      long seconds = chances.below(Fault.WALL_CLOCK_JUMP, 2 * 86_400) - 86_400L;
      wallOffsetNanos += seconds * 1_000_000_000;
    }
  }

  /** Ends all faults, and frees what is clogged: from now on nothing goes wrong. */
  public void calm() {
    chances.none();
    List.copyOf(clogged).forEach(this::unclog);
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
