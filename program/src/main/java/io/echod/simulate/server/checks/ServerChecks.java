package io.echod.simulate.server.checks;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Statistics;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimObserver;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.net.Connection;
import io.echod.server.EchoLoop;
import io.echod.server.ServerStatistics;
import io.echod.server.setting.ServerSettings;
import io.echod.simulate.scenario.PlannedFailure;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.clients.EchoClients;
import io.echod.simulate.server.clients.Served;
import io.echod.simulate.server.plan.ServerFate;
import io.echod.simulate.server.plan.ServerPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Invariants that must hold at every turn of an echo server's dispatcher. */
public final class ServerChecks implements SimObserver {

  /** A wake-up may take effect that much late: Fault.LATE_WAKEUP, and what the wait costs. */
  private static final long WAKE_NANOS_MAX = 5_010_000;

  /** Beside one for each byte that may be queued and go out by itself. */
  private static final int QUIET_TURNS_MAX = 3_000;

  private static final long QUIET_TURN_NANOS = 5_000;

  /** A look takes that long, and one follows the other while the dispatcher polls. */
  private static final long LOOK_NANOS = 1_000;

  private final SimNetwork network;
  private final SimKernel kernel;
  private final EchoLoop server;
  private final Dispatcher dispatcher;
  private final EchoClients clients;
  private final ServerPlan plan;
  private final ServerFate fate;
  private final Tally tally;
  private final Turn turn = new Turn();
  private final List<Registration> registrations = new ArrayList<>();
  private final List<Served> served = new ArrayList<>();
  private final List<Runnable> others = new ArrayList<>();
  private IntSupplier othersOpen = () -> 0;
  private Statistics atBegin;
  private ServerStatistics atEnd;
  private long registered;
  private long plannedFailures;
  private long acceptFailuresSeen;
  private long acceptedAtFailure;
  private boolean wakeExpected;
  private long wakeAskedNanos;
  private long waitBeganNanos;
  private final int quietTurnsMax;
  private int quietTurns;
  private long callsSeen;

  /** Checks every turn of this server from now on. */
  public ServerChecks(
      SimNetwork network,
      SimKernel kernel,
      EchoLoop server,
      EchoClients clients,
      ServerPlan plan,
      ServerFate fate,
      Tally tally) {
    this.network = network;
    this.kernel = kernel;
    this.server = server;
    this.clients = clients;
    this.plan = plan;
    this.fate = fate;
    this.tally = tally;
    dispatcher = server.dispatcher();
    long looks = plan.options().get(ServerSettings.BUSY_POLL).spanNanos() / LOOK_NANOS;
    quietTurnsMax =
        QUIET_TURNS_MAX + plan.options().connections().queuedBytesMax() + Math.toIntExact(looks);
    atBegin = dispatcher.statistics();
    atEnd = server.statistics();
    kernel.observe(this);
  }

  @Override
  public void waiting(long timeoutNanos) {
    waitBeganNanos = network.nanoTime();
    lookAtConnections();
    checkStatistics();
    checkRegistrations(timeoutNanos);
    if (timeoutNanos > 0) {
      others.forEach(Runnable::run);
      checkOpenSources();
    }
  }

  @Override
  public void waited(Ready ready) {
    long now = network.nanoTime();
    checkWakeup(now);
    checkProgress(now);
    turn.begin(now);
    atBegin = dispatcher.statistics();
  }

  private void lookAtConnections() {
    if (server.statistics().accepted() != atEnd.accepted()) {
      for (Endpoint endpoint : dispatcher.endpoints()) {
        if (endpoint instanceof Connection connection && !isKnown(connection)) {
          Served found = clients.accepted(connection);
          if (found != null) {
            served.add(found);
          }
        }
      }
    }
    int lowBytes = plan.options().connections().queuedBytesLow();
    for (Served each : served) {
      if (each.look(lowBytes)) {
        tally.count("slow reader resumed");
      }
    }
    for (Served each : served) {
      if (each.isTimedOut()) {
        tally.count("vanished client found out");
      }
    }
    served.removeIf(each -> !each.connection().isOpen());
  }

  private boolean isKnown(Connection connection) {
    return served.stream().anyMatch(each -> each.connection().equals(connection));
  }

  private void checkStatistics() {
    ServerStatistics now = server.statistics();
    check(now.accepted() == now.open() + now.closed(), "accepted is not open and closed: " + now);
    check(now.open() >= 0 && now.failed() <= now.closed(), "open or failed is wrong: " + now);
    boolean allEchoed = now.failed() == 0 && !fate.isEnding();
    check(
        allEchoed ? now.bytesEchoed() == now.bytesRead() : now.bytesEchoed() <= now.bytesRead(),
        "not all that was read was echoed: " + now);
    if (now.acceptFailures() > acceptFailuresSeen) {
      acceptFailuresSeen = now.acceptFailures();
      acceptedAtFailure = now.accepted();
    } else if (acceptedAtFailure >= 0 && acceptFailuresSeen > 0) {
      if (now.accepted() > acceptedAtFailure) {
        tally.count("accepting again");
        acceptedAtFailure = -1;
      }
    }
    atEnd = now;
    check(
        plan.limited() || now.acceptFailures() <= network.count(Fault.ACCEPT_NO_DESCRIPTOR),
        "accepts have failed without a reason: " + now);
    long failures = dispatcher.statistics().failures();
    check(failures == plannedFailures, failures + " failures, planned are " + plannedFailures);
  }

  private void checkRegistrations(long timeoutNanos) {
    boolean settled = timeoutNanos > 0;
    for (Registration each : registrations) {
      if (settled) {
        each.checkTurnOver();
      }
      if (!each.isDone()) {
        check(!settled || !each.isIdleTask(), "the dispatcher sleeps in spite of an idle task");
        long left = each.isTimer() ? each.deadlineNanos() - waitBeganNanos : Long.MAX_VALUE;
        check(timeoutNanos <= Math.max(0, left), "the dispatcher would oversleep " + each);
      }
    }
    if (settled) {
      registrations.removeIf(Registration::isDone);
    }
  }

  /** Only once every notice was given: the server counts a close at its notice. */
  private void checkOpenSources() {
    if (fate.isDestroyed()) {
      return;
    }
    int listening = fate.isDraining() ? 0 : server.addresses().size();
    long expected = listening + atEnd.open() + othersOpen.getAsInt();
    check(
        kernel.openSources() == expected,
        kernel.openSources() + " sources are open, and should be " + expected + ": " + atEnd);
  }

  private void checkWakeup(long now) {
    if (wakeExpected) {
      wakeExpected = false;
      long from = wakeAskedNanos - waitBeganNanos > 0 ? wakeAskedNanos : waitBeganNanos;
      check(now - from <= WAKE_NANOS_MAX, "a wake-up came " + (now - from) + " ns late");
    }
  }

  private void checkProgress(long now) {
    boolean idle = registrations.stream().anyMatch(each -> each.isIdleTask() && !each.isDone());
    if (idle || kernel.fruitfulCalls() != callsSeen || now - turn.beganNanos > QUIET_TURN_NANOS) {
      callsSeen = kernel.fruitfulCalls();
      quietTurns = 0;
    } else if (++quietTurns > quietTurnsMax) {
      throw Violation.liveness("the server spins: turn after turn, and nothing gets done");
    }
  }

  /** The dispatcher was asked to wake up, from the world. */
  public void expectWakeup() {
    if (!wakeExpected) {
      wakeExpected = true;
      wakeAskedNanos = network.nanoTime();
    }
  }

  /** Whether nothing was called in this turn so far. */
  boolean isQuietTurn() {
    Statistics now = dispatcher.statistics();
    return now.ioCalls() == atBegin.ioCalls()
        && now.timersFired() == atBegin.timersFired()
        && now.tasksRun() == atBegin.tasksRun();
  }

  /** The clients' connections that are open. */
  public List<Served> served() {
    return served.stream().filter(each -> each.connection().isOpen()).toList();
  }

  /** Whether a client's connection is open whose far end has vanished, which must be found out. */
  public boolean servesVanished() {
    return served.stream().anyMatch(Served::isVanished);
  }

  /** The driver's registrations that may be called. */
  public List<Registration> registrations() {
    return registrations.stream().filter(each -> !each.isDone()).toList();
  }

  /** Checks what must hold in the end, when the dispatcher is closed. */
  public void checkOver() {
    check(kernel.openSources() == 0, kernel.openSources() + " sources are open in the end");
    checkStatistics();
    check(atEnd.open() == 0, atEnd.open() + " connections are open in the end");
    check(dispatcher.statistics().registered() == 0, "something is registered in the end");
    registrations.forEach(Registration::checkTurnOver);
  }

  void add(Registration registration) {
    registrations.add(registration);
  }

  /** Counts one more. */
  public void count(String what) {
    tally.count(what);
  }

  /** Has something else checked after every turn that leaves nothing to do at once. */
  public void always(Runnable check) {
    others.add(check);
  }

  /** Whether the server is being ended, or was: little is owed to anybody any more. */
  public boolean isEnding() {
    return fate.isEnding();
  }

  /** The kernel that the server is on. */
  public SimKernel kernel() {
    return kernel;
  }

  /** Asked how many sources are open that are not the server's. */
  public void othersOpen(IntSupplier count) {
    othersOpen = count;
  }

  /** To be thrown at once: it is expected to be counted. */
  public PlannedFailure plannedFailure() {
    plannedFailures++;
    return new PlannedFailure();
  }

  long nextSequence() {
    return registered++;
  }

  /** The number of the turn under way. */
  public long turnNumber() {
    return turn.number;
  }

  Turn turn() {
    return turn;
  }

  /** Adds a line to the trace. */
  public void note(String what) {
    network.trace().note(what);
  }

  /** Ends the simulation from within a handler. */
  public void fail(Violation violation) {
    network.fail(violation);
  }

  /** Checks a promise; throws what says otherwise where it was broken. */
  public void check(boolean kept, String otherwise) {
    if (!kept) {
      throw Violation.correctness(otherwise);
    }
  }
}
