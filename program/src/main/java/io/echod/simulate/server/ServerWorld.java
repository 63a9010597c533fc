package io.echod.simulate.server;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.EchoLoop;
import io.echod.server.ServerOptions;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.scenario.World;
import io.echod.simulate.server.calls.EchoingPeer;
import io.echod.simulate.server.checks.ServerChecks;
import io.echod.simulate.server.clients.EchoClients;
import io.echod.simulate.server.clients.UdpClients;
import io.echod.simulate.server.plan.ServerFate;
import io.echod.simulate.server.plan.ServerPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An echo server under its clients, faults, and a driver that uses its dispatcher, until it is
 * drained or closed.
 *
 * <pre>
 *   0 ─── clients call, driver acts ─── horizon ─── 2 × horizon ─── all are settled ───▶ over
 *   └──────── faults; perhaps the end, at any time ────┘  calm: all must be served, then the end
 * </pre>
 */
public final class ServerWorld implements World {

  private static final long SECOND = 1_000_000_000;
  private static final long POLL_NANOS = SECOND / 50;
  private static final long POLL_NANOS_MAX = 60 * SECOND;

  /**
   * Timers that are no reason to wait for bytes: retries of calls and accepts, timeouts to connect.
   */
  private static final long GRACE_NANOS = 60 * SECOND;

  /** Until the system gives up a call that is not answered. */
  private static final long CALL_NANOS = 130 * SECOND;

  /**
   * Until keep-alive probes, which begin with the accept, have found out a peer that has vanished;
   * it holds a descriptor, for which others that have vanished may wait.
   */
  private static final long VANISHED_NANOS = 8_000 * SECOND;

  private final Scenario scenario;
  private final Tally tally;
  private final SimOptions options;
  private final SimNetwork network;
  private final SimRandom random;
  private final ServerPlan plan;
  private final ServerFate fate;

  /** Draws it; {@link #run} begins it. */
  public ServerWorld(Scenario scenario, Tally tally) {
    this.scenario = scenario;
    this.tally = tally;
    random = new SimRandom(scenario.seed()).stream("server");
    SimOptions drawn = SimOptions.drawn(scenario.seed());
    plan = ServerPlan.draw(random.stream("plan"), drawn);
    options =
        drawn.withFaults(scenario.limited(drawn.faults())).withDescriptors(plan.descriptorsMax());
    network = new SimNetwork(options);
    fate = new ServerFate(network, plan);
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void run() throws IOException {
    SimKernel kernel = network.openKernel();
    ServerOptions serverOptions = plan.options().withClock(this::timeOfDay);
    EchoLoop server = new EchoLoop(serverOptions, kernel);
    List<InetSocketAddress> addresses = addresses(server, Transport.TCP);
    EchoClients clients = new EchoClients(network, plan, fate, tally, addresses);
    clients.acceptFailures(() -> server.statistics().acceptFailures());
    ServerChecks checks = new ServerChecks(network, kernel, server, clients, plan, fate, tally);
    ServerDriver driver =
        new ServerDriver(
            network,
            server.dispatcher(),
            checks,
            plan,
            tally,
            options.windowBytesMin(),
            network.listen(
                new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 0),
                _ -> new EchoingPeer()));
    List<UdpClients> udpClients =
        addresses(server, Transport.UDP).stream()
            .map(address ->
                new UdpClients(
                    network, plan, fate, tally, address, () -> server.statistics().udp()))
            .toList();
    new Course(server, clients, udpClients, checks, driver).begin();
    clients.start(random, scenario.clients(), options.windowBytesMax());
    driver.start(random, scenario.actions());
    for (UdpClients each : udpClients) {
      each.start(random.stream("udp clients"), scenario.clients());
    }

    server.run();

    network.trace().note("the server is over");
    checks.checkOver();
    driver.checkOver();
    udpClients.forEach(UdpClients::checkOver);
    letClientsEnd(clients);
  }

  private static List<InetSocketAddress> addresses(EchoLoop server, Transport transport) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (Address url : server.urls()) {
      if (url.transport() == transport) {
        InetAddress host = InetAddress.ofLiteral(url.host());
        addresses.add(new InetSocketAddress(host, url.port().orElseThrow()));
      }
    }
    return addresses;
  }

  private Instant timeOfDay() {
    return Instant.EPOCH.plusNanos(network.nanoTime());
  }

  /** All that is on its way arrives, and all connected clients see the end. */
  private void letClientsEnd(EchoClients clients) {
    network.calm();
    clients.finish();
    for (long left = GRACE_NANOS; left > 0; left -= SECOND) {
      network.pass(SECOND);
      network.throwFailure();
      if (clients.haveSeenTheEnd()) {
        return;
      }
    }
    throw Violation.liveness("clients did not see the end of the server: " + clients.unsettled());
  }

  /** Events and their times, from the world's side. */
  private final class Course {

    private final EchoLoop server;
    private final Dispatcher dispatcher;
    private final EchoClients clients;
    private final List<UdpClients> udpClients;
    private final ServerChecks checks;
    private final ServerDriver driver;
    private long settleByNanos;

    Course(
        EchoLoop server,
        EchoClients clients,
        List<UdpClients> udpClients,
        ServerChecks checks,
        ServerDriver driver) {
      this.server = server;
      dispatcher = server.dispatcher();
      this.clients = clients;
      this.udpClients = udpClients;
      this.checks = checks;
      this.driver = driver;
    }

    void begin() {
      network.trace().note("planned: " + plan);
      if (plan.ending().isAtAnyTime()) {
        network.after(plan.endingNanos(), this::end);
      } else {
        network.after(2 * plan.horizonNanos(), this::calm);
      }
    }

    private void calm() {
      network.trace().note("calm");
      network.calm();
      clients.finish();
      udpClients.forEach(UdpClients::finish);
      settleByNanos = network.nanoTime() + graceNanos() + clients.needNanos(options);
      awaitSettled(POLL_NANOS);
    }

    private long graceNanos() {
      return GRACE_NANOS
          + (network.count(Fault.CONNECT_HANGS) > 0 ? CALL_NANOS : 0)
          + network.count(Fault.PEER_VANISHES) * VANISHED_NANOS;
    }

    private void awaitSettled(long pollNanos) {
      if (clients.isSettled()
          && udpClients.stream().allMatch(UdpClients::isSettled)
          && driver.isSettled()
          && !checks.servesVanished()) {
        end();
      } else if (network.nanoTime() - settleByNanos > 0) {
        throw Violation.liveness(
            "not served in time: "
                + clients.unsettled()
                + " "
                + driver.unsettled()
                + udpClients.stream().map(UdpClients::unsettled).toList()
                + (checks.servesVanished() ? ", and who has vanished is still served" : ""));
      } else {
        long next = Math.min(POLL_NANOS_MAX, pollNanos + pollNanos / 8);
        network.after(pollNanos, () -> awaitSettled(next));
      }
    }

    private void end() {
      tally.count(plan.ending().name());
      if (plan.ending().isDrain()) {
        drain();
        if (plan.drainsTwice()) {
          network.after(random.below(50 * ServerPlan.MILLI), this::drain);
        }
      } else if (random.chance(0.5)) {
        driver.post(this::close);
      } else {
        driver.post(() -> dispatcher.after(Duration.ZERO, (_, _) -> close()));
      }
      network.after(plan.drainNanos() + GRACE_NANOS, this::mustBeOver);
    }

    private void drain() {
      driver.post(() -> {
        network.trace().note("drain");
        if (!fate.isEnding()) {
          clients.drainBegins();
        }
        fate.drains();
        server.drain();
      });
    }

    private void close() {
      network.trace().note("close");
      fate.destroyed();
      dispatcher.close();
    }

    private void mustBeOver() {
      if (!dispatcher.isClosed()) {
        throw Violation.liveness("the server was to end, and goes on: " + server.statistics());
      }
    }
  }
}
