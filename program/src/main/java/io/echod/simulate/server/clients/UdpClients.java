package io.echod.simulate.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.server.setting.ServerSettings;
import io.echod.server.udp.UdpStatistics;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.plan.ServerFate;
import io.echod.simulate.server.plan.ServerPlan;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All senders of datagrams to an echo server, and the answers it may give: the bytes that were
 * sent, to their sender, once for each, no more often than its rate, and to no sender that would
 * answer by itself.
 */
public final class UdpClients {

  private static final int CLIENTS_MAX = 6;
  private static final int DATAGRAMS_MAX = 30;
  private static final int BYTES_MAX = 2_000;
  private static final double SECOND_NANOS = 1e9;

  /** Senders on hosts of their own: a service that answers, and another echo server. */
  private static final InetAddress SERVICE = InetAddress.ofLiteral("10.0.1.1");

  private static final InetAddress SERVICE_IPV6 = InetAddress.ofLiteral("fd00:1::1");
  private static final int CHARGEN_PORT = 19;

  private final SimNetwork network;
  private final ServerPlan plan;
  private final ServerFate fate;
  private final Tally tally;
  private final InetSocketAddress server;
  private final Supplier<UdpStatistics> statistics;
  private final long startNanos;
  private final List<Client> clients = new ArrayList<>();

  /** Answers to each host; only looked up, as a hash map promises no order. */
  private final Map<InetAddress, Integer> answers = new HashMap<>();

  /**
   * They send to this address, once they are started.
   *
   * @param statistics of the server
   */
  public UdpClients(
      SimNetwork network,
      ServerPlan plan,
      ServerFate fate,
      Tally tally,
      InetSocketAddress server,
      Supplier<UdpStatistics> statistics) {
    this.network = network;
    this.plan = plan;
    this.fate = fate;
    this.tally = tally;
    this.server = server;
    this.statistics = statistics;
    startNanos = network.nanoTime();
  }

  /** Has each of those chosen, whose numbers follow on the others', send at times of its own. */
  public void start(SimRandom random, Selection chosen) throws IOException {
    int end = plan.clients() + random.between(1, CLIENTS_MAX);
    for (int number = plan.clients(); number < end; number++) {
      if (!chosen.has(number)) {
        continue;
      }
      Client client = new Client(number);
      clients.add(client);
      client.start(random.stream("client " + number));
    }
    if (random.chance(0.5) && chosen.has(end)) {
      forge(random, CHARGEN_PORT, "datagram from a service");
    }
    if (random.chance(0.5) && chosen.has(end + 1)) {
      forge(random, server.getPort(), "datagram from another echo server");
    }
  }

  private void forge(SimRandom random, int port, String what) throws IOException {
    InetAddress host = server.getAddress() instanceof Inet4Address ? SERVICE : SERVICE_IPV6;
    SimDatagramPeer service =
        SimDatagramPeer.open(
            network,
            new InetSocketAddress(host, port),
            (_, _, _) -> {
              throw Violation.correctness("the server has answered port " + port);
            });
    network.after(
        random.below(plan.horizonNanos()),
        () -> {
          tally.count(what);
          service.send(new byte[random.below(100)], server);
        });
  }

  /** Faults are over: each sends one more, which must come back. */
  public void finish() {
    clients.forEach(Client::finish);
  }

  /** Whether nothing more is to be waited for. */
  public boolean isSettled() {
    return clients.stream().allMatch(Client::isSettled);
  }

  /** Those who still wait for something, for a message. */
  public String unsettled() {
    return clients.stream().filter(client -> !client.isSettled()).toList().toString();
  }

  /** Checks what must hold when the server is over: it knows of each datagram what became of it. */
  public void checkOver() {
    UdpStatistics all = statistics.get();
    long settled = all.echoed() + all.refused() + all.overRate() + all.dropped() + all.failures();
    if (all.received() != settled) {
      throw Violation.correctness("datagrams are missing in the server's account: " + all);
    }
    if (all.bytesEchoed() > all.bytesRead()) {
      throw Violation.correctness("more bytes of datagrams were echoed than read: " + all);
    }
    tally.add("datagram echoed", all.echoed());
    tally.add("datagram over the rate", all.overRate());
    tally.add("datagram refused", all.refused());
  }

  private void answered(InetAddress host) {
    int count = answers.merge(host, 1, Integer::sum);
    int rate = plan.options().get(ServerSettings.UDP_RATE);
    double seconds = (network.nanoTime() - startNanos) / SECOND_NANOS;
    boolean once = network.count(Fault.DATAGRAM_DUPLICATED) == 0;
    if (rate > 0 && once && count > rate * (seconds + 1) + 1) {
      throw Violation.correctness(
          host + " was answered " + count + " times in " + seconds + " s, at a rate of " + rate);
    }
  }

  /** One socket. */
  private final class Client {

    private final int number;
    private final SimDatagramPeer peer;

    /** How often each datagram was sent, and not answered. */
    private final Map<ByteBuffer, Integer> owed = new HashMap<>();

    private ByteBuffer last = ByteBuffer.allocate(0);
    private boolean finishing;

    Client(int number) throws IOException {
      this.number = number;
      peer = SimDatagramPeer.toCall(network, server, this::received);
    }

    void start(SimRandom random) {
      int count = random.between(1, DATAGRAMS_MAX);
      for (int index = 0; index < count; index++) {
        int size = random.chance(0.1) ? 0 : random.between(1, random.between(1, BYTES_MAX));
        byte[] bytes = new byte[size];
        for (int place = 0; place < size; place++) {
          bytes[place] = (byte) random.next();
        }
        network.after(random.below(plan.horizonNanos()), () -> send(bytes));
      }
    }

    private void send(byte[] bytes) {
      owed.merge(ByteBuffer.wrap(bytes), 1, Integer::sum);
      peer.send(bytes, server);
    }

    void finish() {
      finishing = true;
      byte[] bytes = ("the last one of " + number).getBytes(UTF_8);
      last = ByteBuffer.wrap(bytes);
      send(bytes);
    }

    private void received(SimDatagramPeer me, byte[] bytes, InetSocketAddress from) {
      if (!from.equals(server)) {
        throw Violation.correctness(me + " was answered from " + from + ", and not " + server);
      }
      Integer left = owed.get(ByteBuffer.wrap(bytes));
      boolean once = network.count(Fault.DATAGRAM_DUPLICATED) == 0;
      if (left == null || (left == 0 && once)) {
        throw Violation.correctness(
            me + " has got " + bytes.length + " bytes that it had not sent, or once too often");
      }
      owed.put(ByteBuffer.wrap(bytes), Math.max(0, left - 1));
      answered(me.address().getAddress());
    }

    /** Where the rate may keep it from being answered, nothing is to be waited for. */
    boolean isSettled() {
      return !finishing
          || fate.isEnding()
          || plan.options().get(ServerSettings.UDP_RATE) > 0
          || owed.getOrDefault(last, 0) == 0;
    }

    @Override
    public String toString() {
      return "datagrams of client " + number + " " + owed.values();
    }
  }
}
