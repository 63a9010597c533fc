package io.echod.simulate.server.plan;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.fault.FaultSyntax;
import io.echod.net.ConnectionOptions;
import io.echod.net.address.Address;
import io.echod.net.fault.rule.FaultRule;
import io.echod.server.ServerOptions;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A seed's plan for an echo server.
 *
 * @param options of the server
 * @param descriptorsMax that its kernel may have open at once
 * @param limited whether that may be less than all want
 * @param clients how many there are
 * @param actions how many things its driver does
 * @param horizonNanos by when clients and actions have begun, from the start
 * @param ending how it ends
 * @param endingNanos when, where that is at any time; from the start
 * @param drainsTwice whether a second drain follows the first
 */
public record ServerPlan(
    ServerOptions options,
    int descriptorsMax,
    boolean limited,
    int clients,
    int actions,
    long horizonNanos,
    Ending ending,
    long endingNanos,
    boolean drainsTwice) {

  /** A millisecond, in nanoseconds. */
  public static final long MILLI = 1_000_000;

  /** Addresses of this machine: of either family, and one that only it can call. */
  private static final List<String> HOSTS = List.of("10.0.0.2", "10.0.0.2", "fd00::2", "127.0.0.1");

  /** The values that are filled in. */
  private static final List<String> GREETED =
      List.of("server", "peer", "local", "connection", "time");

  private static final int UDP_PORT = 10_300;

  private static final int BUFFER_BYTES_MAX = 4096;

  /** More than all clients of a world can have queued. */
  private static final long QUEUE_TOTAL_BYTES = 1L << 30;

  /** A read and a write of less than this share of a window would take too many of them. */
  private static final int READS_PER_WINDOW_MAX = 32;

  /** How a server ends. */
  public enum Ending {
    DRAIN_WHEN_DONE,
    DRAIN_AT_ANY_TIME,
    CLOSE_WHEN_DONE,
    CLOSE_AT_ANY_TIME;

    /** Whether it ends in the midst of all. */
    public boolean isAtAnyTime() {
      return this == DRAIN_AT_ANY_TIME || this == CLOSE_AT_ANY_TIME;
    }

    /** Whether it ends gently. */
    public boolean isDrain() {
      return this == DRAIN_WHEN_DONE || this == DRAIN_AT_ANY_TIME;
    }
  }

  /** Draws one for a server on that network. */
  public static ServerPlan draw(SimRandom random, SimOptions network) {
    int clients = random.chance(0.05) ? 0 : random.between(1, random.between(1, 20));
    int actions = random.chance(0.1) ? 0 : random.between(1, random.between(1, 30));
    long horizon = random.between(1, random.between(20L, 3_000)) * MILLI;
    ServerOptions options = options(random, network);
    int listeners = options.get(ServerSettings.LISTEN).size();
    boolean limited = random.chance(0.4);
    int descriptors = limited ? listeners + random.between(1, 1 + clients) : 1 << 20;
    Ending ending =
        random.chance(0.15)
            ? (random.chance(0.5) ? Ending.CLOSE_AT_ANY_TIME : Ending.CLOSE_WHEN_DONE)
            : (random.chance(0.5) ? Ending.DRAIN_AT_ANY_TIME : Ending.DRAIN_WHEN_DONE);
    return new ServerPlan(
        options,
        descriptors,
        limited,
        clients,
        actions,
        horizon,
        ending,
        random.below(2 * horizon),
        random.chance(0.2));
  }

  private static ServerOptions options(SimRandom random, SimOptions network) {
    int windowBytes = network.windowBytesMax();
    int most = random.between(1, 1 << random.between(0, 12));
    int buffer =
        Math.clamp(most, Math.max(1, windowBytes / READS_PER_WINDOW_MAX), BUFFER_BYTES_MAX);
    int low = random.chance(0.5) ? 0 : random.below(4 * buffer);
    int max = low + random.between(1, 8 * buffer);
    int sendBuffer = random.chance(0.7) ? 0 : random.between(1 + windowBytes / 4, 2 * windowBytes);
    ConnectionOptions connections =
        ConnectionOptions.DEFAULT
            .withQueue(max, low)
            // By default it is a part of this machine's memory, of which a run must not depend.
            .withQueueTotal(QUEUE_TOTAL_BYTES)
            .withLingerTimeout(timeout(random))
            .withSendBuffer(sendBuffer);
    SimRandom greetings = random.stream("greeting");
    return ServerOptions.of(Settings.DEFAULT.with(ServerSettings.LISTEN, addresses(random)))
        .with(ServerSettings.UDP_RATE, udpRate(random.stream("udp rate")))
        .with(ServerSettings.DISPATCHERS, 1)
        .with(ServerSettings.BUFFER, buffer)
        .withBacklog(random.between(1, random.between(1, 64)))
        .withConnections(connections)
        .with(ServerSettings.DRAIN_TIMEOUT, timeout(random))
        .with(ServerSettings.BUSY_POLL, busyPoll(random.stream("busy poll"), network))
        .with(ServerSettings.GREETING, greeting(greetings))
        .with(ServerSettings.SERVER_NAME, "server-" + greetings.below(1000))
        .with(ServerSettings.FAULT, faults(random.stream("faults")))
        .with(ServerSettings.FAULT_SEED, random.stream("fault seed").below(1L << 32));
  }

  /** Those under which every byte comes back all the same. */
  private static List<FaultRule> faults(SimRandom random) {
    if (random.chance(0.7)) {
      return List.of();
    }
    return switch (random.below(3)) {
      case 0 -> List.of(FaultSyntax.parse("slice=1.." + random.between(1, 5000)));
      case 1 -> List.of(FaultSyntax.parse("slice=1..500,probability=50%"));
      default -> List.of(FaultSyntax.parse("slow-open=" + random.between(1, 20) + "ms"));
    };
  }

  /** Ends with the only line's end in it, by which clients distinguish it from echoed bytes. */
  private static Greeting greeting(SimRandom random) {
    if (random.chance(0.5)) {
      return Greeting.NONE;
    }
    StringBuilder template = new StringBuilder("x".repeat(random.below(random.between(1, 2_000))));
    for (int count = random.between(0, 5); count > 0; count--) {
      template.append(" {").append(GREETED.get(random.below(GREETED.size()))).append("}");
    }
    return new Greeting(template.append("\\n").toString());
  }

  /** Never one that depends on how many processors there are, nor one that is begun for nothing. */
  private static BusyPoll busyPoll(SimRandom random, SimOptions network) {
    return network.faults().probability(Fault.SPURIOUS_READINESS) > 0 || random.chance(0.7)
        ? BusyPoll.OFF
        : BusyPoll.always(Duration.ofNanos(random.between(1, random.between(1, 100_000))));
  }

  private static List<Address> addresses(SimRandom random) {
    List<Address> addresses = new ArrayList<>();
    InetAddress host = InetAddress.ofLiteral(HOSTS.get(random.stream("hosts").below(HOSTS.size())));
    for (int count = random.chance(0.2) ? 2 : 1; count > 0; count--) {
      int port = random.chance(0.5) ? 0 : ServerSettings.PORT.byDefault() + count;
      addresses.add(Address.of(new InetSocketAddress(host, port)));
    }
    if (random.stream("udp").chance(0.5)) {
      InetSocketAddress address = new InetSocketAddress(host, UDP_PORT);
      addresses.add(Address.of(Address.Transport.UDP, address));
    }
    return addresses;
  }

  /** None, and those that are soon exceeded. */
  private static int udpRate(SimRandom random) {
    return random.chance(0.5) ? 0 : random.between(1, random.between(1, 100));
  }

  /** None, short ones in which little gets done, and long ones. */
  private static Duration timeout(SimRandom random) {
    return switch (random.below(4)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofMillis(random.between(1, 50));
      default -> Duration.ofMillis(random.between(50, 10_000));
    };
  }

  /** The length of the longest greeting. */
  public int greetingBytesMax() {
    return options.get(ServerSettings.GREETING).bytesMax(options.get(ServerSettings.SERVER_NAME));
  }

  /** The time that a drain may take, before it cuts. */
  public long drainNanos() {
    return options.get(ServerSettings.DRAIN_TIMEOUT).toNanos();
  }

  long lingerNanos() {
    return options.connections().lingerTimeout().toNanos();
  }
}
