package io.echod.simulate.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.calls.Chat;
import io.echod.simulate.server.calls.LineCall;
import io.echod.simulate.server.calls.OutboundCall;
import io.echod.simulate.server.checks.PostOrder;
import io.echod.simulate.server.checks.Registration;
import io.echod.simulate.server.checks.ServerChecks;
import io.echod.simulate.server.plan.ServerPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Uses the server's own dispatcher beside the server: everything that a program may do with it, at
 * any time.
 */
final class ServerDriver {

  private static final int CALLS_MAX = 5;

  /** So high that few are called from before it. */
  private static final int DESERTED_PORT = 60_000;

  private final SimNetwork network;
  private final Dispatcher dispatcher;
  private final ServerChecks checks;
  private final ServerPlan plan;
  private final Tally tally;
  private final int windowBytes;
  private final InetSocketAddress echoing;

  /**
   * Addresses without a listener: on another machine, and at a port of this one that callers are
   * given.
   */
  private final List<InetSocketAddress> deserted;

  private final List<OutboundCall> calls = new ArrayList<>();
  private final List<Chat> chats = new ArrayList<>();
  private final List<LineCall> lineCalls = new ArrayList<>();
  private final PostOrder posts;
  private final ServerMeddler atClients;

  ServerDriver(
      SimNetwork network,
      Dispatcher dispatcher,
      ServerChecks checks,
      ServerPlan plan,
      Tally tally,
      int windowBytes,
      InetSocketAddress echoing) {
    this.network = network;
    this.dispatcher = dispatcher;
    this.checks = checks;
    this.plan = plan;
    this.tally = tally;
    this.windowBytes = windowBytes;
    this.echoing = echoing;
    deserted =
        List.of(
            new InetSocketAddress(echoing.getAddress(), 1),
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DESERTED_PORT));
    posts = new PostOrder(checks);
    atClients = new ServerMeddler(network, dispatcher, checks, this::reaction);
    checks.othersOpen(this::openCount);
  }

  private int openCount() {
    return (int) calls.stream().filter(OutboundCall::isOpen).count()
        + (int) lineCalls.stream().filter(LineCall::isOpen).count()
        + chats.stream().mapToInt(Chat::openCount).sum();
  }

  /** Has each of those chosen happen at a time of its own. */
  void start(SimRandom random, Selection chosen) {
    for (int number = 0; number < plan.actions(); number++) {
      if (chosen.has(number)) {
        begin(number, random.stream("action " + number));
      }
    }
  }

  private void begin(int number, SimRandom random) {
    DriverAction[] all = DriverAction.values();
    DriverAction action = all[random.below(all.length)];
    String name = "action " + number + " " + action;
    network.after(
        random.below(2 * plan.horizonNanos()),
        () -> {
          if (action == DriverAction.WAKE_UP) {
            done(name, action);
            checks.expectWakeup();
            dispatcher.wakeup();
          } else {
            post(() -> act(name, action, random));
          }
        });
  }

  /** Posts a task, as another thread would. */
  void post(Runnable task) {
    try {
      dispatcher.post(posts.ordered(task));
      checks.expectWakeup();
    } catch (RejectedExecutionException closed) {
      posts.rejected();
      checks.check(dispatcher.isClosed(), "a task was rejected before the close");
    }
  }

  private void done(String name, DriverAction action) {
    checks.note(name);
    tally.count("driver " + action);
  }

  private void act(String name, DriverAction action, SimRandom random) {
    if (dispatcher.isClosed()) {
      return;
    }
    switch (action) {
      case SET_TIMER -> setTimer(name, random.below(300 * ServerPlan.MILLI), 0, random);
      case SET_PERIODIC_TIMER -> {
        long interval = 1 + random.below(50 * ServerPlan.MILLI);
        long delay = random.chance(0.3) ? interval : random.below(100 * ServerPlan.MILLI);
        setTimer(name, delay, interval, random);
      }
      case SET_IDLE_TASK -> setIdleTask(name, random);
      case POST, WAKE_UP -> post(() -> checks.note(name + " runs"));
      case DEFER -> defer(name);
      case CANCEL_ANOTHER -> cancelAnother(random);
      case CANCEL_ITSELF_TWICE -> setTimer(name, 0, 1_000, random);
      case THROW -> {
        done(name, action);
        throw checks.plannedFailure();
      }
      case MONITOR_WITHIN -> monitorWithin();
      case BE_SLOW -> network.pass(random.below(30 * ServerPlan.MILLI));
      case CALL_A_SERVER -> call(name, echoing, random);
      case CALL_NOBODY -> call(name, deserted.get(random.below(deserted.size())), random);
      case CHAT -> {
        Chat chat = new Chat(name, checks, dispatcher, network, windowBytes, random);
        chats.add(chat);
        chat.begin();
      }
      case READ_LINES -> {
        LineCall call = new LineCall(name, checks, network, random);
        lineCalls.add(call);
        call.connect(dispatcher);
      }
      case WATCH_A_CLIENT, FAIL_AT_A_CLIENT, PAUSE_A_CLIENT -> {
        if (!atClients.act(name, action, random)) {
          return;
        }
      }
    }
    done(name, action);
  }

  private void setTimer(String name, long delayNanos, long intervalNanos, SimRandom random) {
    long deadline = network.nanoTime() + delayNanos;
    boolean once = intervalNanos == 0;
    Registration.Kind kind = once ? Registration.Kind.TIMER : Registration.Kind.PERIODIC_TIMER;
    Registration timer =
        new Registration(name, kind, checks, deadline, intervalNanos, reaction(name, random));
    Handler handler = (_, reason) -> timer.called(reason);
    Duration delay = Duration.ofNanos(delayNanos);
    Callback callback =
        once
            ? dispatcher.after(delay, handler)
            : dispatcher.every(
                // An interval is also what a negative delay stands for.
                delayNanos == intervalNanos ? Duration.ofNanos(-1) : delay,
                Duration.ofNanos(intervalNanos),
                handler);
    registered(timer, callback, random);
  }

  private void setIdleTask(String name, SimRandom random) {
    Registration task =
        new Registration(name, Registration.Kind.IDLE_TASK, checks, 0, 0, reaction(name, random));
    registered(task, dispatcher.whenIdle((_, reason) -> task.called(reason)), random);
  }

  private static void registered(Registration made, Callback callback, SimRandom random) {
    boolean tells = random.chance(0.5);
    made.registered(tells ? callback.notifyCancel() : callback, tells);
  }

  /** A callback's actions when it is called: a few calls, and then it has had enough. */
  private Consumer<Registration> reaction(String name, SimRandom random) {
    int[] left = {random.between(1, CALLS_MAX)};
    return self -> {
      boolean last = --left[0] == 0;
      switch (random.below(12)) {
        case 0 -> {
          self.cancel();
          self.cancel();
        }
        case 1 -> cancelAnother(random);
        case 2 -> {
          self.failing();
          throw checks.plannedFailure();
        }
        case 3 -> network.pass(random.below(30 * ServerPlan.MILLI));
        case 4 -> monitorWithin();
        case 5 -> defer(name);
        case 6 -> post(() -> checks.note(name + " has posted"));
        case 7 -> {
          if (!dispatcher.isClosed()) {
            setTimer(name + "'s next", random.below(2) * 1_000L, 0, random);
          }
        }
        case 8 -> atClients.act(name + "'s next", DriverAction.WATCH_A_CLIENT, random);
        default -> {}
      }
      if (last) {
        self.cancel();
      }
    };
  }

  private void cancelAnother(SimRandom random) {
    List<Registration> all = checks.registrations();
    if (!all.isEmpty()) {
      all.get(random.below(all.size())).cancel();
    }
  }

  /** A task runs at the end of this turn; one deferred at such an end, at the end of the next. */
  private void defer(String name) {
    long number = checks.turnNumber();
    dispatcher.defer(() -> {
      checks.note(name + " has deferred");
      if (checks.turnNumber() - number > 1) {
        checks.fail(Violation.correctness(name + "'s deferred task ran late"));
      }
    });
  }

  private void monitorWithin() {
    try {
      dispatcher.monitor(Duration.ZERO);
    } catch (IllegalStateException refused) {
      return;
    }
    checks.fail(Violation.correctness("monitor ran within a callback"));
  }

  private void call(String name, InetSocketAddress address, SimRandom random) {
    byte[] payload = new byte[random.between(1, 100)];
    for (int index = 0; index < payload.length; index++) {
      payload[index] = (byte) random.next();
    }
    OutboundCall call =
        new OutboundCall(name, checks, payload, random.between(1, 2 * payload.length));
    calls.add(call);
    // Without a timeout, a call that is never answered would hold a descriptor for ever.
    boolean endless = !plan.limited() && random.chance(0.2);
    int timeoutMillis = endless ? 0 : random.between(1, 2_000);
    call.connect(dispatcher, address, Duration.ofMillis(timeoutMillis));
  }

  /** Whether no connection made from here is open. */
  boolean isSettled() {
    return openCount() == 0;
  }

  /** The calls that still wait for something, for a message. */
  String unsettled() {
    return calls.stream()
            .filter(OutboundCall::isOpen)
            .map(OutboundCall::toString)
            .collect(Collectors.joining(", "))
        + lineCalls.stream().filter(LineCall::isOpen).toList()
        + chats.stream().filter(chat -> chat.openCount() > 0).toList();
  }

  /** Checks what must hold in the end. */
  void checkOver() {
    posts.checkOver();
    chats.forEach(Chat::checkOver);
    for (OutboundCall call : calls) {
      checks.check(call.hasOutcome(), call + " was never notified of its outcome");
    }
  }
}
