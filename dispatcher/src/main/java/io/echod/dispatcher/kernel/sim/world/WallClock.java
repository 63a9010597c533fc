package io.echod.dispatcher.kernel.sim.world;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.time.Instant;

/** A clock on the wall, which is set now and then, so that no program should rely on it. */
public final class WallClock {

  /** 2026-01-01T00:00:00Z: any time would do, but it must be the same each time. */
  private static final Instant START = Instant.ofEpochSecond(1_767_225_600);

  private static final int DAY_SECONDS = 86_400;

  private final Chances chances;
  private long offsetSeconds;

  public WallClock(Chances chances) {
    this.chances = chances;
  }

  public void maybeJump() {
    if (chances.happens(Fault.WALL_CLOCK_JUMP)) {
      offsetSeconds += chances.below(Fault.WALL_CLOCK_JUMP, 2 * DAY_SECONDS) - DAY_SECONDS;
    }
  }

  /** Its time, so long after the start. */
  public Instant instant(long passedNanos) {
    return START.plusNanos(passedNanos).plusSeconds(offsetSeconds);
  }
}
