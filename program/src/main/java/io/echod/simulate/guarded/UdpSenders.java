package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.server.udp.UdpStatistics;
import io.echod.simulate.guarded.NaiveUdp.Verdict;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Those who send datagrams to a guarded server: clients, floods, services that answer, and such as
 * forge the address of another. For each datagram it is known whether it comes back.
 */
final class UdpSenders {

  private static final int SENDERS_MAX = 5;
  private static final int SLOTS = 100;
  private static final int BURST_MAX = 30;
  private static final int BYTES_MAX = 300;

  /** The most that IPv4 carries (RFC 768, RFC 791). */
  private static final int LARGEST_BYTES = 65_507;

  /** Hosts of which several senders may be, and some are in lists. */
  private static final List<String> HOSTS =
      List.of("10.1.2.3", "10.200.1.1", "192.0.2.1", "192.0.2.3", "203.0.113.9");

  /** No socket is there that an answer would find, or too many are. */
  private static final List<String> NOBODYS_HOSTS = List.of("224.0.0.1", "255.255.255.255");

  /** Services that answer by themselves. */
  private static final List<Integer> SERVICES = List.of(7, 13, 17, 19, 37, 53, 69, 123, 1023);

  /** One that comes to the server. */
  private static final class Datagram {
    final long nanos;
    final InetSocketAddress from;
    final byte[] bytes;

    Datagram(long nanos, InetSocketAddress from, byte... bytes) {
      this.nanos = nanos;
      this.from = from;
      this.bytes = bytes;
    }
  }

  private final SimNetwork network;
  private final GuardedPlan plan;
  private final Tally tally;
  private final InetSocketAddress server;
  private final NaiveUdp model;
  private final List<Datagram> datagrams = new ArrayList<>();
  private final Map<InetSocketAddress, List<byte[]>> owed = new LinkedHashMap<>();
  private final Map<InetSocketAddress, List<byte[]>> got = new LinkedHashMap<>();
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);

  UdpSenders(SimNetwork network, GuardedPlan plan, Tally tally, InetSocketAddress server) {
    this.network = network;
    this.plan = plan;
    this.tally = tally;
    this.server = server;
    model = new NaiveUdp(plan, server.getPort());
  }

  /** Has those chosen send, whose numbers follow on those of the visitors. */
  void start(SimRandom random, Selection chosen) throws IOException {
    int first = plan.visitors().size();
    for (int number = first; number < first + random.between(0, SENDERS_MAX); number++) {
      if (chosen.has(number)) {
        draw(random.stream("sender " + number));
      }
    }
    datagrams.sort(Comparator.comparingLong(one -> one.nanos));
    for (Datagram datagram : datagrams) {
      plan(datagram);
    }
  }

  private void draw(SimRandom random) throws IOException {
    InetSocketAddress from = source(random);
    if (!from.equals(server) && !got.containsKey(from)) {
      got.put(from, new ArrayList<>());
      SimDatagramPeer.open(network, from, this::received);
    }
    int bursts = random.between(1, 4);
    for (int burst = 0; burst < bursts; burst++) {
      // Behind all that clients of the other kind do in a slot.
      long nanos =
          random.between(1, SLOTS) * Visitor.SLOT + 9 * Visitor.MILLI + random.below(100_000);
      boolean isFlood = random.chance(0.3);
      for (int count = isFlood ? random.between(2, BURST_MAX) : 1; count > 0; count--) {
        datagrams.add(new Datagram(nanos, from, bytes(random, isFlood)));
      }
    }
  }

  private InetSocketAddress source(SimRandom random) {
    int port = random.between(1_024, 1_030);
    String host = HOSTS.get(random.below(HOSTS.size()));
    switch (random.below(8)) {
      case 0 -> port = SERVICES.get(random.below(SERVICES.size()));
      // Another echo server; and this one itself, to itself.
      case 1 -> port = server.getPort();
      case 2 -> {
        return server;
      }
      case 3 -> host = NOBODYS_HOSTS.get(random.below(NOBODYS_HOSTS.size()));
      default -> {}
    }
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private static byte[] bytes(SimRandom random, boolean isFlood) {
    int size =
        switch (random.below(isFlood ? 8 : 10)) {
          case 0 -> 0;
          case 8 -> LARGEST_BYTES;
          default -> random.between(1, BYTES_MAX);
        };
    byte[] bytes = new byte[size];
    for (int index = 0; index < Math.min(size, BYTES_MAX); index++) {
      bytes[index] = (byte) random.next();
    }
    return bytes;
  }

  private void plan(Datagram datagram) {
    Verdict verdict = model.of(datagram.from, datagram.nanos);
    tally.count("guarded datagram " + verdict);
    if (verdict == Verdict.CLOSE) {
      return;
    }
    verdicts.merge(verdict, 1, Integer::sum);
    if (verdict == Verdict.ECHOED) {
      owed.computeIfAbsent(datagram.from, _ -> new ArrayList<>()).add(datagram.bytes);
    }
    network.after(
        datagram.nanos - plan.latencyNanos(),
        () -> SimDatagramPeer.forge(network, datagram.from, server, datagram.bytes));
  }

  private void received(SimDatagramPeer me, byte[] bytes, InetSocketAddress from) {
    if (!from.equals(server)) {
      throw Violation.correctness(me + " was answered from " + from + ", and not " + server);
    }
    List<byte[]> all = got.get(me.address());
    if (all != null) {
      all.add(bytes);
    }
  }

  /** Checks what has come back by now, when nothing more is to come. */
  void check(UdpStatistics statistics) {
    got.forEach((from, bytes) -> {
      List<byte[]> wanted = owed.getOrDefault(from, List.of());
      Violation.check(
          bytes.size() == wanted.size(),
          from + " was to get " + wanted.size() + " datagrams, and got " + bytes.size());
      for (int index = 0; index < bytes.size(); index++) {
        Violation.check(
            Arrays.equals(bytes.get(index), wanted.get(index)),
            from + " got another datagram than it had sent, number " + index);
      }
    });
    check(statistics.echoed(), Verdict.ECHOED, statistics);
    check(statistics.refused(), Verdict.REFUSED, statistics);
    check(statistics.overRate(), Verdict.OVER_RATE, statistics);
  }

  private void check(long count, Verdict verdict, UdpStatistics statistics) {
    int wanted = verdicts.getOrDefault(verdict, 0);
    Violation.check(
        count == wanted,
        "datagrams that are " + verdict + " are to be " + wanted + ": " + statistics);
  }
}
