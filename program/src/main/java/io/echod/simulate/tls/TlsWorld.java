package io.echod.simulate.tls;

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
import io.echod.net.address.Cidr;
import io.echod.server.EchoLoop;
import io.echod.server.ServerOptions;
import io.echod.server.proxy.ProxyMode;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ProxySettings;
import io.echod.server.setting.ServerSettings;
import io.echod.server.tls.GivenTls;
import io.echod.server.tls.TlsSettings;
import io.echod.server.tls.TlsVersion;
import io.echod.settings.Settings;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.scenario.World;
import io.echod.simulate.script.Script;
import io.echod.tls.ServerTls;
import io.echod.tls.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * An echo server of TLS, and clients that shake hands quickly, slowly, not to the end, or not at
 * all: of each it is known what it must see.
 *
 * <pre>
 *   0 ─── clients call, shake hands, send ─── all is over ───▶ the end, checked
 * </pre>
 */
public final class TlsWorld implements World {

  /** All that a server knows of a client, in the words of {@link TlsClient#greeting}. */
  private static final Greeting GREETING = new Greeting("{peer} {tls} {sni}\\n");

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 10_235);

  /** More than the longest timeout and all that clients do. */
  private static final long OVER_NANOS = 4 * 3_600_000 * TlsVisitor.MILLI;

  private static final int QUEUE_BYTES = 1 << 18;

  /** The faults that break no connection. */
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
          Fault.CLOG);

  private final Scenario scenario;
  private final Tally tally;
  private final SimRandom random;
  private final TlsPlan plan;
  private final SimNetwork network;
  private final List<TlsClient> clients = new ArrayList<>();
  private final Map<Integer, ClientEngine> engines = new HashMap<>();

  /** The connections that were accepted before the certificates were read again. */
  private long acceptedBefore = Long.MAX_VALUE;

  /** Draws it; {@link #run} begins it. */
  public TlsWorld(Scenario scenario, Tally tally) {
    this.scenario = scenario;
    this.tally = tally;
    random = new SimRandom(scenario.seed()).stream("tls");
    plan = TlsPlan.draw(random.stream("plan"));
    network = new SimNetwork(networkOptions());
  }

  private SimOptions networkOptions() {
    SimOptions drawn = SimOptions.drawn(random.stream("network").next());
    Faults drawnFaults = plan.isCalm() ? Faults.NONE : scenario.limited(drawn.faults());
    Faults faults = drawnFaults.only(HARMLESS);
    return drawn
        .withFaults(faults)
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
    ServerOptions options = serverOptions();
    EchoLoop server = new EchoLoop(options, kernel);
    network.trace().note("planned: " + words());
    for (int number = 0; number < plan.visitors().size(); number++) {
      if (scenario.clients().has(number)) {
        TlsVisitor visitor = plan.visitors().get(number);
        TlsClient client =
            new TlsClient(
                "client " + number,
                network,
                startNanos,
                visitor,
                plan.isGreeting(),
                engines
                    .computeIfAbsent(visitor.group(), _ -> new ClientEngine(visitor.proof()))
                    .make(visitor),
                random.stream("client " + number));
        clients.add(client);
        client.start(ADDRESS);
      }
    }
    if (plan.reloadNanos() < Script.NEVER) {
      network.after(
          plan.reloadNanos(),
          () -> server.dispatcher().post(() -> reload(server, options.settings())));
    }
    network.after(OVER_NANOS, () -> finish(server));

    server.run();

    network.throwFailure();
    Violation.check(kernel.openSources() == 0, "sources are open in the end");
  }

  private String words() {
    return "latency "
        + plan.latencyNanos()
        + " window "
        + plan.windowBytes()
        + " handshake timeout "
        + plan.handshakeNanos()
        + " write timeout "
        + plan.writeNanos()
        + " tasks "
        + plan.taskNanosMax()
        + (plan.isOnly13() ? ", 1.3 alone" : "")
        + " protocols "
        + plan.protocols()
        + " authority "
        + plan.authority()
        + " then "
        + plan.authorityLater()
        + " reload "
        + plan.reloadNanos()
        + (plan.isProxied() ? ", proxied" : "")
        + (plan.isCalm() ? ", calm" : "");
  }

  private ServerOptions serverOptions() {
    Settings settings =
        Settings.DEFAULT
            .with(ServerSettings.LISTEN, List.of(Address.of(Transport.TLS, ADDRESS)))
            .with(ServerSettings.DISPATCHERS, 1)
            .with(ServerSettings.BUSY_POLL, BusyPoll.OFF)
            .with(ServerSettings.BUFFER, plan.bufferBytes())
            .with(ServerSettings.DRAIN_TIMEOUT, Duration.ofSeconds(1))
            .with(ServerSettings.WRITE_TIMEOUT, Duration.ofNanos(plan.writeNanos()))
            .with(TlsSettings.MIN, plan.isOnly13() ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2)
            .with(TlsSettings.HANDSHAKE_TIMEOUT, Duration.ofNanos(plan.handshakeNanos()));
    if (plan.isGreeting()) {
      settings = settings.with(ServerSettings.GREETING, GREETING);
    }
    if (plan.isProxied()) {
      settings =
          settings
              .with(ProxySettings.PROXY, ProxyMode.REQUIRED)
              .with(ProxySettings.FROM, List.of(Cidr.parse("0.0.0.0/0")))
              // The timeout of the handshake comes first.
              .with(ProxySettings.TIMEOUT, Duration.ofHours(2));
    }
    return ServerOptions.of(settings)
        .withConnections(
            ConnectionOptions.DEFAULT
                .withQueue(QUEUE_BYTES, QUEUE_BYTES / 2)
                .withQueueTotal(1L << 30))
        .withTls(new GivenTls(this::credentials, plan.protocols(), tasks()));
  }

  private ServerTls.Credentials credentials() {
    boolean isLater = acceptedBefore < Long.MAX_VALUE;
    Authority authority = isLater ? plan.authorityLater() : plan.authority();
    return new ServerTls.Credentials(Certificates.all(isLater), authority.certificates());
  }

  private void reload(EchoLoop server, Settings settings) {
    acceptedBefore = server.statistics().accepted();
    network.trace().note("reads its certificates again behind " + acceptedBefore + " clients");
    server.reload(settings);
    tally.count("TLS reload");
  }

  /** Computations take their time in the simulated world, where threads would in the real one. */
  private Executor tasks() {
    SimRandom times = random.stream("tasks");
    return plan.taskNanosMax() == 0
        ? Tasks.IN_PLACE
        : task -> network.after(times.below(plan.taskNanosMax()), task);
  }

  private void finish(EchoLoop server) {
    TlsCheck check = new TlsCheck(plan, clients, acceptedBefore, tally);
    clients.forEach(check::check);
    check.checkCounts(server.statistics());
    network.trace().note("all is as it must be");
    server.dispatcher().post(server::drain);
  }
}
