package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A seed's plan for a server of TLS.
 *
 * @param isCalm whether nothing goes wrong, so that times are known as well
 * @param latencyNanos of everything that is sent
 * @param windowBytes of each direction
 * @param handshakeNanos that the server waits for a handshake
 * @param writeNanos that it waits for a client that takes nothing; 0: for ever
 * @param taskNanosMax the longest time that a computation of a handshake takes; 0: none
 * @param bufferBytes the most that the server reads at once
 * @param isOnly13 whether it refuses TLS 1.2
 * @param isGreeting whether it greets clients
 * @param protocols that it offers by ALPN, the best first; none: it does not speak of it
 * @param isProxied whether a PROXY header comes before the first record
 * @param reloadNanos when its certificates are read again, and are others; {@link Script#NEVER}:
 *     they are not
 * @param authority that clients' certificates must be signed by
 * @param authorityLater from the reload on
 * @param visitors in the order in which they come
 */
record TlsPlan(
    boolean isCalm,
    long latencyNanos,
    int windowBytes,
    long handshakeNanos,
    long writeNanos,
    long taskNanosMax,
    int bufferBytes,
    boolean isOnly13,
    boolean isGreeting,
    List<String> protocols,
    boolean isProxied,
    long reloadNanos,
    Authority authority,
    Authority authorityLater,
    List<TlsVisitor> visitors) {

  /** The names that servers and clients offer by ALPN. */
  static final List<String> PROTOCOLS = List.of("echo", "h2", "http/1.1");

  private static final int VISITORS_MAX = 4;

  /** A client that comes back has had most of its handshake by then. */
  private static final long RETURNING_NANOS_MAX = 120 * TlsVisitor.MILLI;

  private static final long HOUR = 3_600_000 * TlsVisitor.MILLI;

  static TlsPlan draw(SimRandom random) {
    boolean isCalm = random.chance(0.6);
    long handshake = random.between(20, random.between(20, 5_000)) * TlsVisitor.MILLI;
    SimRandom reloads = random.stream("reload");
    SimRandom authorities = random.stream("authorities");
    boolean isProxied = random.stream("proxy").chance(0.25);
    boolean asks = authorities.chance(0.4);
    Authority first = asks ? Authority.draw(authorities) : Authority.NONE;
    return new TlsPlan(
        isCalm,
        random.chance(0.1) ? 0 : random.below(2 * TlsVisitor.MILLI),
        isCalm ? 1 << 16 : 1 << random.between(6, 14),
        // On a network that is slow at times, it is unknown which clients are done in time.
        isCalm ? handshake : HOUR,
        isCalm && random.chance(0.5) ? random.between(10, 2_000) * TlsVisitor.MILLI : 0,
        random.chance(0.3) ? 0 : 1 + random.below(5 * TlsVisitor.MILLI),
        1 << random.between(isCalm ? 10 : 4, 16),
        random.chance(0.2),
        random.chance(0.3),
        offer(random.stream("protocols")),
        isProxied,
        reloads.chance(0.4)
            ? reloads.below(reloads.chance(0.7) ? 50 * TlsVisitor.MILLI : 200 * TlsVisitor.MILLI)
            : Script.NEVER,
        first,
        asks && authorities.chance(0.5) ? Authority.draw(authorities) : first,
        visitors(random.stream("visitors"), handshake, isProxied, Proof.of(first)));
  }

  /** None, or some in any order. */
  static List<String> offer(SimRandom random) {
    List<String> offer = new ArrayList<>();
    for (int count = random.chance(0.5) ? 0 : random.between(1, 4); count > 0; count--) {
      offer.add(PROTOCOLS.get(random.below(PROTOCOLS.size())));
    }
    return offer.stream().distinct().toList();
  }

  private static List<TlsVisitor> visitors(
      SimRandom random, long handshakeNanos, boolean isProxied, Proof shown) {
    List<TlsVisitor> visitors = new ArrayList<>();
    long connect = TlsVisitor.MILLI;
    for (int count = random.between(1, random.between(1, VISITORS_MAX)); count > 0; count--) {
      SimRandom own = random.stream("visitor " + count);
      SimRandom more = own.stream("more");
      TlsVisitor drawn =
          TlsVisitor.draw(own, connect, handshakeNanos)
              .with(
                  visitors.size(),
                  more.chance(0.5) ? shown : Proof.draw(more),
                  offer(more.stream("protocols")),
                  isProxied ? Optional.of(FrontHeader.draw(more)) : Optional.empty());
      int earlier = visitors.isEmpty() ? -1 : more.below(visitors.size());
      if (earlier >= 0 && drawn.mayReturn() && visitors.get(earlier).mayReturn()) {
        connect += more.below(RETURNING_NANOS_MAX);
        visitors.set(earlier, visitors.get(earlier).keepingSession());
        visitors.add(drawn.returning(visitors.get(earlier), connect));
      } else {
        visitors.add(drawn);
      }
      connect += random.below(40 * TlsVisitor.MILLI);
    }
    return List.copyOf(visitors);
  }
}
