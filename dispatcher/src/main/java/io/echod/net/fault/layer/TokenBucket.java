package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;

/** A rate of bytes with bursts: full at the beginning. May be shared between threads. */
final class TokenBucket {

  /** For rules that need none. */
  static final TokenBucket NONE = new TokenBucket(new Fault.Bandwidth(1, 1, true), 0);

  private static final double SECOND = 1e9;

  private final double perNano;
  private final double burst;

  /** The least that is worth a wake-up: 2 ms of the rate, as far as the bucket holds it. */
  private final double portion;

  private double tokens;
  private long filledNanos;

  TokenBucket(Fault.Bandwidth bandwidth, long now) {
    perNano = bandwidth.bytesPerSecond() / SECOND;
    burst = bandwidth.burst();
    portion = Math.clamp(bandwidth.bytesPerSecond() / 500.0, 1, burst);
    tokens = burst;
    filledNanos = now;
  }

  /** Takes up to so many; returns how many. */
  synchronized int take(int most, long now) {
    fill(now);
    int taken = (int) Math.min(most, tokens);
    tokens -= taken;
    return taken;
  }

  /** Gives back what was taken in vain. */
  synchronized void giveBack(int count) {
    tokens = Math.min(burst, tokens + count);
  }

  /** How long until there are enough to go on with, in ns; 0 where there are. */
  synchronized long nanosToGoOn(long now) {
    fill(now);
    double missing = portion - tokens;
    return missing <= 0 ? 0 : (long) Math.ceil(missing / perNano);
  }

  private void fill(long now) {
    long elapsed = now - filledNanos;
    // Dispatchers read their clocks at different moments of a turn.
    if (elapsed > 0) {
      tokens = Math.min(burst, tokens + elapsed * perNano);
      filledNanos = now;
    }
  }
}
