package io.echod.simulate.server.clients;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.server.plan.ServerPlan;

/**
 * The habits of a client.
 *
 * @param number from 0
 * @param kind what it does
 * @param totalBytes it sends, in all
 * @param chunkBytes it sends at once; a slow one reads as many
 * @param pauseNanos between what it does slowly, at most
 * @param leaveNanos until it leaves, where it does so early
 * @param afterwards what it does once it has all back
 * @param leavesInTheEnd whether one that has not read leaves rather than reads, in the end
 * @param retries calls again that often after a refusal
 */
record ClientHabits(
    int number,
    ClientKind kind,
    int totalBytes,
    int chunkBytes,
    long pauseNanos,
    long leaveNanos,
    Afterwards afterwards,
    boolean leavesInTheEnd,
    int retries) {

  /** A client's action once it has all back. */
  enum Afterwards {
    CLOSE,
    END_OUTPUT,
    STAY
  }

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  static ClientHabits draw(int number, SimRandom random, ServerPlan plan, int windowBytes) {
    ClientKind[] kinds = ClientKind.values();
    ClientKind kind = kinds[random.below(kinds.length)];
    Afterwards[] all = Afterwards.values();
    // Where descriptors are short, others wait for that of one who stays.
    Afterwards afterwards = all[random.below(plan.limited() ? all.length - 1 : all.length)];
    int some = 1 << random.between(0, 31 - Integer.numberOfLeadingZeros(2 * windowBytes));
    int total =
        switch (kind) {
          case FLOODING, NEVER_READING -> {
            int held = 2 * windowBytes + plan.options().connections().queuedBytesMax();
            yield held + random.between(1, 1 + held / 2);
          }
          case ONE_BYTE_AT_A_TIME -> random.between(1, 60);
          case HALF_CLOSING -> random.below(2 * some);
          default -> random.between(1, 2 * some);
        };
    int chunk = random.between(2, 2 + Math.max(total / 4, windowBytes / 16));
    boolean reluctant = kind == ClientKind.SLOW || kind == ClientKind.NEVER_READING;
    return new ClientHabits(
        number,
        kind,
        total,
        chunk,
        random.between(1, 200) * ServerPlan.MILLI,
        random.below(random.below(500L) * ServerPlan.MILLI + 1),
        afterwards,
        reluctant && random.chance(0.3),
        random.below(4));
  }

  long drawPauseNanos(SimRandom random) {
    return random.below(pauseNanos);
  }

  byte payload(long offset) {
    return (byte) (((offset + 1 + number * 7919L) * GOLDEN_GAMMA) >>> 56);
  }

  byte[] payload(long offset, int count) {
    byte[] bytes = new byte[count];
    for (int index = 0; index < count; index++) {
      bytes[index] = payload(offset + index);
    }
    return bytes;
  }
}
