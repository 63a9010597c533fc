package io.echod.measure.load;

/**
 * The warm-up, whose messages are in no result.
 *
 * @param messages answered in it
 * @param seconds it took; 0 where there was none
 * @param isSteady whether the rate was steady at its end
 */
public record Dropped(long messages, double seconds, boolean isSteady) {

  /** Whether there was a warm-up. */
  public boolean isAny() {
    return seconds > 0;
  }

  /** Several warm-ups as one: steady where all of them were. */
  Dropped plus(Dropped other) {
    return new Dropped(
        messages + other.messages, seconds + other.seconds, isSteady && other.isSteady);
  }
}
