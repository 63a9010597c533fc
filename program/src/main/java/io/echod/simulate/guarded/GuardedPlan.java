package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A seed's plan for a server with limits. A limit of 0 is none.
 *
 * @param latencyNanos of everything that is sent; shorter than what lies between two events
 * @param connectionsMax at first
 * @param reloadNanos when the settings are read again
 * @param connectionsMaxLater from then on; as before where there was no limit
 * @param perAddressMax of one address
 * @param connectRate of one address, in a second
 * @param idleNanos without a byte
 * @param bytesMax of one client
 * @param isProxied whether connections begin with a header
 * @param isTrusted whether proxies are trusted
 * @param proxyNanos for a header
 * @param writeNanos for a client that takes nothing of what is queued for it
 * @param lists at first
 * @param listsLater from the reload on
 * @param udpRate datagrams of one address in a second
 * @param isGreeting whether the server greets each client with its address
 * @param dispatchers that serve them; several balance their connections
 * @param visitors in the order in which they come
 */
record GuardedPlan(
    long latencyNanos,
    int connectionsMax,
    long reloadNanos,
    int connectionsMaxLater,
    int perAddressMax,
    int connectRate,
    long idleNanos,
    int bytesMax,
    boolean isProxied,
    boolean isTrusted,
    long proxyNanos,
    long writeNanos,
    DrawnLists lists,
    DrawnLists listsLater,
    int udpRate,
    boolean isGreeting,
    int dispatchers,
    List<Visitor> visitors) {

  private static final int VISITORS_MAX = 10;
  private static final long RELOAD_AT = 8 * Visitor.MILLI;

  /** All come within less than a second, in which no bucket gets to a whole number. */
  private static final int FIRST_SLOTS = 70;

  static GuardedPlan draw(SimRandom random) {
    boolean isProxied = random.chance(0.5);
    int most = random.chance(0.5) ? 0 : random.between(1, 4);
    // One millisecond beside whole slots, so that nothing else happens at the same time.
    long idle = random.chance(0.5) ? 0 : timeout(random.between(2, 40));
    SimRandom lists = random.stream("lists");
    boolean hasLists = lists.chance(0.5);
    DrawnLists first = hasLists ? DrawnLists.draw(lists) : DrawnLists.NONE;
    SimRandom writes = random.stream("write timeout");
    long write = writes.chance(0.4) ? 0 : timeout(writes.between(1, 60));
    SimRandom rates = random.stream("udp rate");
    SimRandom dispatchers = random.stream("dispatchers");
    int bytes = random.chance(0.6) ? 0 : random.between(1, 200);
    return new GuardedPlan(
        1 + random.below(400_000),
        most,
        random.between(1, FIRST_SLOTS) * Visitor.SLOT + RELOAD_AT,
        most == 0 ? 0 : random.between(1, 5),
        random.chance(0.5) ? 0 : random.between(1, 3),
        random.chance(0.5) ? 0 : random.chance(0.5) ? 1 : 3,
        idle,
        bytes,
        isProxied,
        random.chance(0.9),
        timeout(random.between(1, 30)),
        write,
        first,
        hasLists && lists.chance(0.5) ? DrawnLists.draw(lists) : first,
        rates.chance(0.2) ? 0 : rates.between(1, rates.between(1, 12)),
        random.chance(0.5),
        dispatchers.chance(0.7) ? 1 : dispatchers.between(2, 3),
        // A client that reads nothing meets one limit at a time.
        visitors(random.stream("visitors"), isProxied, idle == 0 && bytes == 0));
  }

  DrawnLists lists(long nanos) {
    return nanos < reloadNanos ? lists : listsLater;
  }

  private static long timeout(int slots) {
    return slots * Visitor.SLOT + Visitor.MILLI;
  }

  private static List<Visitor> visitors(SimRandom random, boolean isProxied, boolean mayBeDeaf) {
    List<Visitor> visitors = new ArrayList<>();
    int slot = 1;
    for (int number = 0; number < VISITORS_MAX && slot < FIRST_SLOTS; number++) {
      SimRandom own = random.stream("visitor " + number);
      boolean isDeaf = mayBeDeaf && own.stream("deaf").chance(0.3);
      int slotsMax = random.chance(0.5) ? 5 : 60;
      Visitor drawn = Visitor.draw(own, number, slot, isProxied, slotsMax, isDeaf);
      SimRandom partition = own.stream("partition");
      boolean isCut = !isDeaf && partition.chance(0.15);
      visitors.add(isCut ? drawn.vanishing(partition) : drawn);
      slot += random.between(1, 10);
    }
    return List.copyOf(visitors);
  }
}
