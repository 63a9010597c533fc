package io.echod.simulate.guarded;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.ConnectionOptions;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.net.address.Cidr;
import io.echod.server.ServerOptions;
import io.echod.server.ServerStatistics;
import io.echod.server.proxy.ProxyMode;
import io.echod.server.setting.BalanceMode;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ProxySettings;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import io.echod.simulate.guarded.NaiveGuard.Ending;
import io.echod.simulate.guarded.NaiveGuard.Expected;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.scenario.World;
import io.echod.simulate.script.Script;
import io.echod.simulate.script.ScriptedClient;
import io.echod.simulate.script.ScriptedClient.Fate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An echo server with limits and timeouts, perhaps behind a proxy: of each client it is known
 * whether it is let in, what it gets, and when it is ended.
 *
 * <pre>
 *   0 ─── clients come, the settings are read again ─── all is over ───▶ the end, checked
 * </pre>
 */
public final class GuardedWorld implements World {

  /** Events take no longer than that, beside the way. */
  private static final long SLACK_NANOS = Visitor.MILLI / 20;

  /**
   * The capacity of each direction of a connection: more than one that reads is ever sent at once.
   */
  static final int WINDOW_BYTES = 1024;

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 10_234);

  private static final InetSocketAddress UDP_ADDRESS =
      new InetSocketAddress(ADDRESS.getAddress(), 10_300);

  /** The sockets of each dispatcher that are no client's. */
  private static final int LISTENING = 2;

  private static final long OVER_NANOS = 10_000 * Visitor.MILLI;

  /** The faults that change neither what a client gets nor, by more than the slack, when. */
  private static final Set<Fault> HARMLESS =
      Set.of(Fault.SHORT_READ, Fault.SHORT_WRITE, Fault.SPURIOUS_READINESS, Fault.EARLY_RETURN);

  private final Scenario scenario;
  private final Tally tally;
  private final GuardedPlan plan;
  private final SimNetwork network;
  private final SimRandom datagrams;
  private final UdpSenders senders;
  private final Map<Visitor, ScriptedClient> clients = new LinkedHashMap<>();

  /** Draws it; {@link #run} begins it. */
  public GuardedWorld(Scenario scenario, Tally tally) {
    this.scenario = scenario;
    this.tally = tally;
    SimRandom random = new SimRandom(scenario.seed()).stream("guarded");
    plan = GuardedPlan.draw(random.stream("plan"));
    network = new SimNetwork(networkOptions(random));
    datagrams = random.stream("datagrams");
    senders = new UdpSenders(network, plan, tally, UDP_ADDRESS);
  }

  /** In half of the seeds calls do less than they were asked, which changes nothing for clients. */
  private SimOptions networkOptions(SimRandom random) {
    SimOptions calm = SimOptions.calm(random.next()).withStart(random.next());
    SimRandom faulty = random.stream("network");
    SimOptions drawn =
        faulty.chance(0.5)
            ? calm.withFaults(
                scenario.limited(SimOptions.drawn(faulty.next()).faults()).only(HARMLESS))
            : calm;
    return drawn
        .withWindows(WINDOW_BYTES, WINDOW_BYTES)
        .withLatencies(plan.latencyNanos(), plan.latencyNanos());
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void run() throws IOException {
    long startNanos = network.nanoTime();
    BalanceCheck balance = new BalanceCheck(network, tally, plan.dispatchers(), !plan.isProxied());
    ServerOptions first = options(plan.connectionsMax(), plan.lists());
    Served server =
        Served.open(
            network,
            plan.dispatchers() == 1 ? first : first.withClientLog(balance),
            plan.dispatchers());
    network.trace().note("planned: " + words());
    for (Visitor visitor : plan.visitors()) {
      if (scenario.clients().has(visitor.number())) {
        ScriptedClient client =
            new ScriptedClient(
                "client " + visitor.number(),
                network,
                startNanos,
                visitor.script(plan.latencyNanos()));
        client.endsWithServer();
        if (visitor.isDeaf()) {
          client.readsNothing();
        }
        if (visitor.vanishNanos() < Script.NEVER) {
          client.vanishesAt(visitor.vanishNanos());
        }
        clients.put(visitor, client);
        client.start(ADDRESS);
      }
    }
    senders.start(datagrams, scenario.clients());
    Settings later = options(plan.connectionsMaxLater(), plan.listsLater()).settings();
    network.after(plan.reloadNanos(), () -> server.reload(later));
    network.after(
        OVER_NANOS,
        () -> {
          checkClients(server);
          server.drain();
        });

    server.run();

    network.throwFailure();
    checkCounts(server.statistics());
    balance.checkOver();
    Violation.check(server.openSources() == 0, "sources are open in the end");
    Violation.check(server.chargesNone(), "a client that has gone counts for a limit in the end");
  }

  private String words() {
    return "latency "
        + plan.latencyNanos()
        + " max "
        + plan.connectionsMax()
        + " then "
        + plan.connectionsMaxLater()
        + " per address "
        + plan.perAddressMax()
        + " rate "
        + plan.connectRate()
        + " idle "
        + plan.idleNanos()
        + " bytes "
        + plan.bytesMax()
        + " write "
        + plan.writeNanos()
        + " lists "
        + plan.lists()
        + " then "
        + plan.listsLater()
        + " dispatchers "
        + plan.dispatchers()
        + (plan.isProxied() ? " proxied, timeout " + plan.proxyNanos() : "");
  }

  private ServerOptions options(int connectionsMax, DrawnLists lists) {
    Settings settings =
        Settings.DEFAULT
            .with(
                ServerSettings.LISTEN,
                List.of(Address.of(ADDRESS), Address.of(Transport.UDP, UDP_ADDRESS)))
            .with(ServerSettings.DISPATCHERS, plan.dispatchers())
            .with(
                ServerSettings.BALANCE,
                plan.dispatchers() == 1 ? BalanceMode.OFF : BalanceMode.CONNECTIONS)
            .with(ServerSettings.BUSY_POLL, BusyPoll.OFF)
            .with(ServerSettings.DRAIN_TIMEOUT, Duration.ofSeconds(1))
            .with(ServerSettings.MAX_CONNECTIONS, connectionsMax)
            .with(ServerSettings.MAX_CONNECTIONS_PER_ADDRESS, plan.perAddressMax())
            .with(ServerSettings.CONNECT_RATE, plan.connectRate())
            .with(ServerSettings.IDLE_TIMEOUT, Duration.ofNanos(plan.idleNanos()))
            .with(ServerSettings.MAX_BYTES, (long) plan.bytesMax())
            .with(ServerSettings.WRITE_TIMEOUT, Duration.ofNanos(plan.writeNanos()))
            .with(ServerSettings.ALLOW, DrawnLists.blocks(lists.allowed()))
            .with(ServerSettings.DENY, DrawnLists.blocks(lists.denied()))
            .with(ServerSettings.UDP_RATE, plan.udpRate());
    if (plan.isGreeting()) {
      settings = settings.with(ServerSettings.GREETING, new Greeting("{peer}\\n"));
    }
    if (plan.isProxied()) {
      settings =
          settings
              .with(ProxySettings.PROXY, ProxyMode.REQUIRED)
              .with(
                  ProxySettings.FROM,
                  List.of(Cidr.parse(plan.isTrusted() ? "0.0.0.0/0" : "127.0.0.0/8")))
              .with(ProxySettings.TIMEOUT, Duration.ofNanos(plan.proxyNanos()));
    }
    return ServerOptions.of(settings)
        .withConnections(ConnectionOptions.DEFAULT.withQueueTotal(1L << 30));
  }

  private NaiveGuard guard() {
    Map<Visitor, InetSocketAddress> callers = new LinkedHashMap<>();
    clients.forEach((visitor, client) -> callers.put(visitor, client.address()));
    return new NaiveGuard(plan, callers);
  }

  private void checkClients(Served server) {
    NaiveGuard guard = guard();
    long open = server.openSources() - (long) LISTENING * plan.dispatchers();
    Violation.check(
        open == guard.openAt(OVER_NANOS),
        "open in the end are to be " + guard.openAt(OVER_NANOS) + " connections, not " + open);
    clients.forEach((visitor, client) -> check(visitor, client, guard.of(visitor)));
    tally.add("refused by a limit", guard.refused());
    tally.add("health probe", guard.probes());
    network.trace().note("all is as it must be");
  }

  private void checkCounts(ServerStatistics statistics) {
    NaiveGuard guard = guard();
    Violation.check(
        statistics.accepted() == guard.accepted(),
        "accepted are to be " + guard.accepted() + ": " + statistics);
    Violation.check(
        statistics.refused() == guard.refused(),
        "refused are to be " + guard.refused() + ": " + statistics);
    Violation.check(
        statistics.probes() == guard.probes(),
        "probes are to be " + guard.probes() + ": " + statistics);
    senders.check(statistics.udp());
  }

  private void check(Visitor visitor, ScriptedClient client, Expected expected) {
    byte[] got = client.got().bytes();
    byte[] wanted = expected.bytes.toByteArray();
    int wrong = Arrays.mismatch(got, wanted);
    check(
        wrong < 0,
        client,
        "was to get " + wanted.length + " bytes, which differ at offset " + wrong);
    boolean isRight =
        switch (expected.ending) {
          case STAYS -> client.fate() == Fate.CONNECTED;
          case END -> client.fate() == Fate.ENDED;
          case RESET -> client.fate() == Fate.RESET;
          case EITHER -> client.fate() == Fate.ENDED || client.fate() == Fate.RESET;
        };
    check(isRight, client, "was to see: " + expected.ending);
    if (expected.ending != Ending.STAYS) {
      long late = client.fateNanos() - expected.endNanos - plan.latencyNanos();
      check(late >= 0 && late <= SLACK_NANOS, client, "was ended " + late + " ns behind its time");
    }
    visitor.header().ifPresent(header -> tally.count("PROXY header " + header.kind()));
    if (visitor.vanishNanos() < Script.NEVER) {
      tally.count("guarded client that is cut off");
    }
    tally.count(
        (visitor.isDeaf() ? "guarded client that does not read " : "guarded ") + expected.ending);
  }

  private static void check(boolean kept, ScriptedClient client, String otherwise) {
    if (!kept) {
      throw Violation.correctness(client.account() + " " + otherwise);
    }
  }
}
