package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultScope;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;

/** Planted bugs in place of the layers of faults. */
final class PlantedInLayers {

  private static final long MILLI = 1_000_000;

  private static final Map<FaultLayer, Long> LAST = new WeakHashMap<>();
  private static long position;

  private PlantedInLayers() {}

  /** A piece is delayed from when the one before it is due. */
  static long now(DelayLayer layer) {
    long now = layer.now();
    long begin = Math.max(now, LAST.getOrDefault(layer, now));
    LAST.put(layer, begin + ((Fault.Delay) layer.rule().fault()).time().toNanos());
    return begin;
  }

  /** An end comes as soon as all before it. */
  static long due(DelayLayer layer, long now) {
    return now;
  }

  /** Delayed bytes are not waited for once a timer has fired. */
  static void wakeForNext(DelayLayer layer, long now) {}

  /** A draw depends on the draws before. */
  static int belowAt(FaultRandom random, long offset, int bound) {
    return random.belowAt(position++, bound);
  }

  /** One byte too many. */
  static int writeAtMost(CutLayer layer, ByteBuffer buffer, long most) throws java.io.IOException {
    return layer.writeAtMost(buffer, most + 1);
  }

  /** A stall lasts less long. */
  static long max(long zero, long left) {
    return Math.max(zero, left - 5 * MILLI);
  }

  /** Each connection has the rate by itself. */
  static boolean isShared(Fault.Bandwidth bandwidth) {
    return false;
  }

  /** A rate is higher. */
  static long bytesPerSecond(Fault.Bandwidth bandwidth) {
    return bandwidth.bytesPerSecond() + bandwidth.bytesPerSecond() / 10;
  }

  /** A range of bytes has no end. */
  static long endByte(FaultScope scope) {
    return Long.MAX_VALUE;
  }

  /** An end that is late comes at once. */
  static boolean isActive(SlowCloseLayer layer) {
    return false;
  }
}
