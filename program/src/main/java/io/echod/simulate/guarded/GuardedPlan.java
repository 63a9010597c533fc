package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What a seed has planned for a server with limits. A limit of 0 is none.
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
 * @param isGreeting whether the server greets each client with its address
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
    boolean isGreeting,
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
    return new GuardedPlan(
        1 + random.below(400_000),
        most,
        random.between(1, FIRST_SLOTS) * Visitor.SLOT + RELOAD_AT,
        most == 0 ? 0 : random.between(1, 5),
        random.chance(0.5) ? 0 : random.between(1, 3),
        random.chance(0.5) ? 0 : random.chance(0.5) ? 1 : 3,
        idle,
        random.chance(0.6) ? 0 : random.between(1, 200),
        isProxied,
        random.chance(0.9),
        timeout(random.between(1, 30)),
        random.chance(0.5),
        visitors(random.stream("visitors"), isProxied));
  }

  private static long timeout(int slots) {
    return slots * Visitor.SLOT + Visitor.MILLI;
  }

  private static List<Visitor> visitors(SimRandom random, boolean isProxied) {
    List<Visitor> visitors = new ArrayList<>();
    int slot = 1;
    for (int number = 0; number < VISITORS_MAX && slot < FIRST_SLOTS; number++) {
      SimRandom own = random.stream("visitor " + number);
      visitors.add(Visitor.draw(own, number, slot, isProxied, random.chance(0.5) ? 5 : 60));
      slot += random.between(1, 10);
    }
    return List.copyOf(visitors);
  }
}
