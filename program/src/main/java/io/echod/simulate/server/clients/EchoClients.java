package io.echod.simulate.server.clients;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.Connection;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.plan.ServerFate;
import io.echod.simulate.server.plan.ServerPlan;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All clients of an echo server, and what is owed to each of them. */
public final class EchoClients {

  private final SimNetwork network;
  private final ServerPlan plan;
  private final ServerFate fate;
  private final Tally tally;
  private final List<InetSocketAddress> addresses;
  private LongSupplier acceptFailures = () -> 0;
  private long acceptFailuresBefore;
  private long zeroReads;
  private final List<EchoClient> clients = new ArrayList<>();

  /** By the caller's address; only looked up, as a hash map promises no order. */
  private final Map<SocketAddress, Debt> debts = new HashMap<>();

  private final Set<InetAddress> hosts = new HashSet<>();
  private final Set<Long> numbers = new HashSet<>();

  /** They call these addresses, once they are started. */
  public EchoClients(
      SimNetwork network,
      ServerPlan plan,
      ServerFate fate,
      Tally tally,
      List<InetSocketAddress> addresses) {
    this.network = network;
    this.plan = plan;
    this.fate = fate;
    this.tally = tally;
    this.addresses = addresses;
  }

  /** Has each of those chosen call at a time of its own. */
  public void start(SimRandom random, Selection chosen, int windowBytes) {
    for (int number = 0; number < plan.clients(); number++) {
      if (chosen.has(number)) {
        SimRandom own = random.stream("client " + number);
        ClientHabits habits = ClientHabits.draw(number, own, plan, windowBytes);
        EchoClient client = new EchoClient(habits, this, own);
        clients.add(client);
        InetSocketAddress address = address(number);
        network.after(own.below(plan.horizonNanos()), () -> client.connect(address));
      }
    }
  }

  /** Asked how often the server could not accept. */
  public void acceptFailures(LongSupplier count) {
    acceptFailures = count;
  }

  void calling(Debt debt) {
    InetAddress host = debt.peer().localAddress().getAddress();
    if (host instanceof Inet6Address) {
      tally.count("client over IPv6");
    }
    if (!hosts.add(host)) {
      tally.count("client from a host that has called before");
    }
    debts.put(debt.peer().localAddress(), debt);
  }

  /** Whose a new connection of the server's is; null where it is none of a client's, or not new. */
  public @Nullable Served accepted(Connection connection) {
    Debt debt = debts.remove(callerOf(connection));
    if (debt == null) {
      return null;
    }
    int queuedMaxBytes = plan.options().connections().queuedBytesMax();
    Served served = new Served(connection, debt.peer(), queuedMaxBytes);
    debt.servedBy(served);
    return served;
  }

  private static SocketAddress callerOf(Connection connection) {
    try {
      return connection.remoteAddress();
    } catch (IOException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  /** A drain begins: all that has come to the server by now is promised to come back. */
  public void drainBegins() {
    zeroReads = network.count(Fault.ZERO_READ);
    acceptFailuresBefore = acceptFailures.getAsLong();
    clients.forEach(EchoClient::drainBegins);
  }

  /** Checks that the server may have ended its output to a client, and has sent all before. */
  void checkEnded(EchoClient client) {
    if (fate.isDestroyed()) {
      return;
    }
    boolean ended = fate.isDraining() || client.debt().isEnded();
    if (!ended && !client.hasEndedOutput()) {
      throw Violation.correctness(client.account() + " read an end that neither side had begun");
    }
    long owed = ended ? client.debt().owedBytes() : client.sentBytes();
    if (client.gotBytes() != owed) {
      throw Violation.correctness(
          client.account() + " read the end, and " + owed + " bytes were owed to it");
    }
    if (!client.isGreeted()) {
      throw Violation.correctness(client.account() + " read the end before the greeting");
    }
    // A read that brings nothing looks as if the rest were still on its way.
    boolean allSeen = network.count(Fault.ZERO_READ) == zeroReads;
    if (fate.isDraining() && allSeen && client.gotBytes() < client.debt().promisedBytes()) {
      throw Violation.correctness(
          client.account()
              + " had sent the server "
              + client.debt().promisedBytes()
              + " bytes when the drain began, and read the end before they came back");
    }
  }

  /** Checks that the server may have refused or reset a client. */
  void checkLost(EchoClient client, boolean refused, boolean timeout) {
    if ((refused && timeout) || fate.isDestroyed() || fate.mayHaveCut() || fate.mayHaveLingered()) {
      return;
    }
    // Clients that wait on a listening socket when that is closed are reset by the system; those
    // who waited when the drain began are accepted before, while there are descriptors.
    boolean acceptable =
        client.debt().isPromisedAccept() && acceptFailures.getAsLong() == acceptFailuresBefore;
    if (fate.isDraining() && (refused || (client.debt().served().isEmpty() && !acceptable))) {
      return;
    }
    boolean lingered =
        client
            .debt()
            .served()
            .filter(served -> served.isEnded() && fate.mayHaveLingered(served.endedNanos()))
            .isPresent();
    if (!lingered) {
      throw Violation.correctness(
          client.account() + (refused ? " was refused" : " was reset") + " without a reason");
    }
  }

  /** The greeting for a client that calls from one address to another. */
  Greeted greeting(InetSocketAddress caller, InetSocketAddress called) {
    return new Greeted(plan.options(), caller, called, this);
  }

  /** A client was greeted by this number, which must be no other's. */
  void numbered(long number) {
    tally.count("client greeted by its number");
    if (!numbers.add(number)) {
      throw Violation.correctness("two clients were greeted by the number " + number);
    }
  }

  /** Faults are over: those who were slow are so no longer, or leave. */
  public void finish() {
    clients.forEach(EchoClient::finish);
  }

  /** How long all bytes take, one window after another, and one client after another. */
  public long needNanos(SimOptions options) {
    long rounds = 0;
    long greetingBytes = plan.greetingBytesMax();
    for (EchoClient client : clients) {
      rounds += 4 + (greetingBytes + client.totalBytes()) / options.windowBytesMin();
    }
    return rounds * (4 * options.latencyNanosMax() + ServerPlan.MILLI);
  }

  /** Whether nothing more is to be waited for. */
  public boolean isSettled() {
    return clients.stream().allMatch(client -> client.isSettled() || client.isDisturbed());
  }

  /** Whether all who were connected have come to their end. */
  public boolean haveSeenTheEnd() {
    return clients.stream().noneMatch(EchoClient::isWaitingForTheEnd);
  }

  /** Those who still wait for something, for a message. */
  public String unsettled() {
    return clients.stream()
        .filter(client -> !client.isSettled() || client.isWaitingForTheEnd())
        .map(EchoClient::account)
        .collect(Collectors.joining(", "));
  }

  void count(ClientKind kind) {
    tally.count("client " + kind);
  }

  InetSocketAddress address(int number) {
    return addresses.get(number % addresses.size());
  }

  SimNetwork network() {
    return network;
  }
}
