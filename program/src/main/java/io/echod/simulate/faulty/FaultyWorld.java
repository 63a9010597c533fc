package io.echod.simulate.faulty;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.ConnectionOptions;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.net.fault.rule.FaultRule;
import io.echod.server.EchoLoop;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.scenario.World;
import io.echod.simulate.script.ScriptedClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An echo server with faults on purpose: of each client it is known to the byte what it must get,
 * and, where nothing else goes wrong, when.
 *
 * <pre>
 *   0 ─── clients call and send ─── all have what they must get ─── a while ───▶ the end, checked
 * </pre>
 */
public final class FaultyWorld implements World {

  private static final long POLL_NANOS = 20 * FaultyPlan.MILLI;

  /** In which nothing more may come. */
  private static final long QUIET_NANOS = 700 * FaultyPlan.MILLI;

  /** More than all that is drawn takes, in the slowest of networks. */
  private static final long SETTLE_NANOS = 300_000 * FaultyPlan.MILLI;

  /** A client that has not sent all at its deadline waits for room that does not come. */
  private static final long LATE_NANOS = SETTLE_NANOS / 10;

  private static final int QUEUE_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private static final InetAddress HOST = InetAddress.ofLiteral("10.0.0.2");
  private static final int UDP_PORT = 10_300;

  /** The faults that break no connection and change the order of none. */
  private static final Set<Fault> HARMLESS =
      Set.of(
          Fault.SHORT_READ,
          Fault.ZERO_READ,
          Fault.SHORT_WRITE,
          Fault.ZERO_WRITE,
          Fault.SPURIOUS_READINESS,
          Fault.EARLY_RETURN,
          Fault.SHUFFLED_READINESS,
          Fault.LATE_WAKEUP,
          Fault.SLOW_CALL,
          Fault.WALL_CLOCK_JUMP);

  private final Scenario scenario;
  private final Tally tally;
  private final SimRandom random;
  private final FaultyPlan plan;
  private final SimNetwork network;
  private final List<ScriptedClient> clients = new ArrayList<>();
  private final List<ScriptedClient> connected = new ArrayList<>();
  private final List<FaultyDatagrams> datagrams = new ArrayList<>();

  /** Draws it; {@link #run} begins it. */
  public FaultyWorld(Scenario scenario, Tally tally) {
    this.scenario = scenario;
    this.tally = tally;
    random = new SimRandom(scenario.seed()).stream("faulty");
    plan = FaultyPlan.draw(random.stream("plan"));
    network = new SimNetwork(options());
  }

  private SimOptions options() {
    SimOptions drawn = SimOptions.drawn(random.stream("network").next());
    Faults drawnFaults = plan.isQuiet() ? Faults.NONE : scenario.limited(drawn.faults());
    Faults faults = drawnFaults.only(HARMLESS);
    // Slow calls would make datagrams late for those that wait for them.
    return drawn
        .withFaults(plan.hasDatagrams() ? faults.without(Fault.SLOW_CALL) : faults)
        .withLatencies(plan.latencyNanos(), plan.latencyNanos())
        .withWindows(plan.windowBytes(), plan.windowBytes());
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void run() throws IOException {
    SimKernel kernel = network.openKernel();
    long startNanos = network.nanoTime();
    EchoLoop server = new EchoLoop(serverOptions(), kernel);
    network.trace().note("planned: " + plan.rules() + " seed " + plan.faultSeed());
    for (int number = 0; number < plan.scripts().size(); number++) {
      if (scenario.clients().has(number)) {
        ScriptedClient client =
            new ScriptedClient("client " + number, network, startNanos, plan.scripts().get(number));
        client.onConnected(connected::add);
        clients.add(client);
        client.start(address(server, Transport.TCP));
      }
    }
    if (plan.hasDatagrams() && scenario.clients().has(plan.scripts().size())) {
      startDatagrams(address(server, Transport.UDP));
    }
    FaultyCheck check = new FaultyCheck(plan, tally);
    network.after(POLL_NANOS, () -> awaitSettled(server, check, POLL_NANOS));

    server.run();

    network.throwFailure();
    Violation.check(kernel.openSources() == 0, "sources are open in the end");
  }

  private void startDatagrams(InetSocketAddress server) throws IOException {
    List<FaultRule> rules =
        plan.rules().stream().filter(rule -> rule.fault().isOfDatagrams()).toList();
    FaultyDatagrams own =
        new FaultyDatagrams(network, tally, server, rules, plan.faultSeed(), plan.latencyNanos());
    datagrams.add(own);
    own.start(random.stream("datagrams"));
    rules.forEach(rule -> tally.count("on purpose " + FaultyCheck.kind(rule)));
  }

  private ServerOptions serverOptions() {
    List<Address> addresses = new ArrayList<>();
    addresses.add(Address.of(new InetSocketAddress(HOST, 10_234)));
    if (plan.hasDatagrams()) {
      addresses.add(Address.of(Transport.UDP, new InetSocketAddress(HOST, UDP_PORT)));
    }
    return ServerOptions.of(Settings.DEFAULT.with(ServerSettings.LISTEN, addresses))
        .with(ServerSettings.DISPATCHERS, 1)
        .with(ServerSettings.BUFFER, BUFFER_BYTES)
        .with(ServerSettings.BUSY_POLL, BusyPoll.OFF)
        .with(ServerSettings.UDP_RATE, 0)
        .with(ServerSettings.DRAIN_TIMEOUT, Duration.ofSeconds(1))
        .with(ServerSettings.WRITE_TIMEOUT, Duration.ZERO)
        .with(ServerSettings.FAULT, plan.rules())
        .with(ServerSettings.FAULT_SEED, plan.faultSeed())
        .withBacklog(plan.backlog())
        .withConnections(
            ConnectionOptions.DEFAULT
                .withQueue(QUEUE_BYTES, QUEUE_BYTES / 2)
                .withQueueTotal(1L << 30));
  }

  private static InetSocketAddress address(EchoLoop server, Transport transport) {
    int port =
        server.urls().stream()
            .filter(url -> url.transport() == transport)
            .findFirst()
            .orElseThrow()
            .port()
            .orElseThrow();
    return new InetSocketAddress(HOST, port);
  }

  private void awaitSettled(EchoLoop server, FaultyCheck check, long waitedNanos) {
    boolean isLate = waitedNanos > LATE_NANOS;
    List<ScriptedClient> waiting =
        clients.stream()
            .filter(client -> !check.isSettled(client, number(client), isLate))
            .toList();
    if (waiting.isEmpty() && datagrams.stream().allMatch(FaultyDatagrams::isSettled)) {
      network.after(QUIET_NANOS, () -> finish(server, check));
    } else if (waitedNanos > SETTLE_NANOS) {
      throw Violation.liveness(
          "not served in time: "
              + waiting.stream().map(ScriptedClient::account).toList()
              + datagrams.stream().filter(one -> !one.isSettled()).toList());
    } else {
      long next = Math.min(1_000 * FaultyPlan.MILLI, POLL_NANOS + waitedNanos / 8);
      network.after(next, () -> awaitSettled(server, check, waitedNanos + next));
    }
  }

  /** Its number among the server's connections, from 1; 0: it is not connected. */
  private int number(ScriptedClient client) {
    return connected.indexOf(client) + 1;
  }

  private void finish(EchoLoop server, FaultyCheck check) {
    for (ScriptedClient client : clients) {
      check.check(client, number(client));
    }
    check.checkTogether(connected);
    network.trace().note("all is as it must be");
    server.dispatcher().post(server::drain);
  }
}
