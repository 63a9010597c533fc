package io.echod.simulate.faulty;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.fault.rule.FaultRule;
import io.echod.simulate.script.Script;
import java.util.ArrayList;
import java.util.List;

/**
 * A seed's plan for a server with faults on purpose.
 *
 * @param isQuiet whether nothing else goes wrong, so that times are known as well
 * @param latencyNanos of everything that is sent
 * @param windowBytes of each direction
 * @param rules in their order
 * @param faultSeed of the rules
 * @param backlog of the listener
 * @param hasDatagrams whether it listens on UDP as well
 * @param scripts of the clients
 */
record FaultyPlan(
    boolean isQuiet,
    long latencyNanos,
    int windowBytes,
    List<FaultRule> rules,
    long faultSeed,
    int backlog,
    boolean hasDatagrams,
    List<Script> scripts) {

  static final long MILLI = 1_000_000;

  private static final int CLIENTS_MAX = 6;
  private static final int PIECES_MAX = 16;
  private static final int PIECE_BYTES_MAX = 600;
  private static final int PAUSE_MILLIS_MAX = 60;

  static FaultyPlan draw(SimRandom random) {
    boolean isQuiet = random.chance(0.6);
    long latency = random.chance(0.2) ? 0 : random.below(40 * MILLI);
    boolean hasDatagrams = random.chance(0.4);
    List<FaultRule> rules = new ArrayList<>(DrawnFaults.ofStreams(random.stream("faults")));
    if (hasDatagrams) {
      rules.addAll(DrawnFaults.ofDatagrams(random.stream("faults of datagrams")));
    }
    return new FaultyPlan(
        isQuiet,
        latency,
        isQuiet ? 1 << 20 : 1 << random.between(7, 14),
        List.copyOf(rules),
        random.below(1L << 32),
        random.chance(0.5) ? 64 : random.between(1, 4),
        hasDatagrams,
        scripts(random.stream("clients"), latency));
  }

  private static List<Script> scripts(SimRandom random, long latency) {
    List<Script> scripts = new ArrayList<>();
    long connect = MILLI;
    for (int count = random.between(1, CLIENTS_MAX); count > 0; count--) {
      scripts.add(script(random.stream("client " + count), connect, latency));
      connect += random.between(1, 200) * MILLI;
    }
    return scripts;
  }

  /** Pieces are so far apart that one is read before the next comes. */
  private static Script script(SimRandom random, long connect, long latency) {
    List<Script.Piece> pieces = new ArrayList<>();
    long time = connect + 2 * latency + MILLI;
    for (int count = random.between(0, random.between(1, PIECES_MAX)); count > 0; count--) {
      time += random.between(1, random.between(1, PAUSE_MILLIS_MAX)) * MILLI;
      byte[] bytes = new byte[random.between(1, random.between(1, PIECE_BYTES_MAX))];
      for (int index = 0; index < bytes.length; index++) {
        bytes[index] = (byte) random.next();
      }
      pieces.add(new Script.Piece(time, bytes));
    }
    long end = random.chance(0.7) ? time + random.between(1, 100) * MILLI : Script.NEVER;
    return new Script(connect, pieces, end);
  }
}
