package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.util.ArrayList;
import java.util.List;

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
    List<TlsVisitor> visitors) {

  private static final int VISITORS_MAX = 4;
  private static final long HOUR = 3_600_000 * TlsVisitor.MILLI;

  static TlsPlan draw(SimRandom random) {
    boolean isCalm = random.chance(0.6);
    long handshake = random.between(20, random.between(20, 5_000)) * TlsVisitor.MILLI;
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
        visitors(random.stream("visitors"), handshake));
  }

  private static List<TlsVisitor> visitors(SimRandom random, long handshakeNanos) {
    List<TlsVisitor> visitors = new ArrayList<>();
    long connect = TlsVisitor.MILLI;
    for (int count = random.between(1, random.between(1, VISITORS_MAX)); count > 0; count--) {
      visitors.add(TlsVisitor.draw(random.stream("visitor " + count), connect, handshakeNanos));
      connect += random.below(40 * TlsVisitor.MILLI);
    }
    return List.copyOf(visitors);
  }
}
