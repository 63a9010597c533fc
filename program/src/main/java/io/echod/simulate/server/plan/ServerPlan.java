package io.echod.simulate.server.plan;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.sim.Fault;
import io.echod.dispatcher.kernel.sim.SimOptions;
import io.echod.dispatcher.kernel.sim.SimRandom;
import io.echod.net.ConnectionOptions;
import io.echod.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a seed has planned for an echo server.
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

  /** Of this machine: of either family, and one that only it can call. */
  private static final List<String> HOSTS = List.of("10.0.0.2", "10.0.0.2", "fd00::2", "127.0.0.1");

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
    int listeners = options.addresses().size();
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
    return new ServerOptions(
        addresses(random),
        1,
        buffer,
        random.between(1, random.between(1, 64)),
        connections,
        timeout(random),
        DispatcherOptions.DEFAULT.withBusyPoll(busyPoll(random.stream("busy poll"), network)),
        Optional.empty(),
        Optional.empty());
  }

  /** Never one that depends on how many processors there are, nor one that is begun for nothing. */
  private static BusyPoll busyPoll(SimRandom random, SimOptions network) {
    return network.faults().probability(Fault.SPURIOUS_READINESS) > 0 || random.chance(0.7)
        ? BusyPoll.OFF
        : BusyPoll.always(Duration.ofNanos(random.between(1, random.between(1, 100_000))));
  }

  private static List<InetSocketAddress> addresses(SimRandom random) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    InetAddress host = InetAddress.ofLiteral(HOSTS.get(random.stream("hosts").below(HOSTS.size())));
    for (int count = random.chance(0.2) ? 2 : 1; count > 0; count--) {
      int port = random.chance(0.5) ? 0 : ServerOptions.DEFAULT_PORT + count;
      addresses.add(new InetSocketAddress(host, port));
    }
    return addresses;
  }

  /** None, short ones in which little gets done, and long ones. */
  private static Duration timeout(SimRandom random) {
    return switch (random.below(4)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofMillis(random.between(1, 50));
      default -> Duration.ofMillis(random.between(50, 10_000));
    };
  }

  /** What a drain may take, before it cuts. */
  public long drainNanos() {
    return options.drainTimeout().toNanos();
  }

  long lingerNanos() {
    return options.connections().lingerTimeout().toNanos();
  }
}
