package io.echod.measure.load.option;

/**
 * When messages leave.
 *
 * @param ratePerSecond messages per second on all connections together; 0: a closed loop, in which
 *     the next message leaves when an answer has come
 * @param poisson whether the gaps are exponential; else they are all the same
 * @param connectRatePerSecond new connections per second at the start; 0: all at once
 */
public record Schedule(double ratePerSecond, boolean poisson, double connectRatePerSecond) {

  /** The next message leaves when an answer has come; all connect at once. */
  public static final Schedule CLOSED = new Schedule(0, false, 0);

  /** Checks the ranges. */
  public Schedule {
    LoadOptions.check(
        ratePerSecond >= 0 && ratePerSecond <= 1e9,
        "the rate must be 0 to 1,000,000,000/s, not " + ratePerSecond);
    LoadOptions.check(connectRatePerSecond >= 0, "connects per second must be 0 or more");
  }

  /** An open loop with even gaps. */
  public static Schedule open(double ratePerSecond) {
    return new Schedule(ratePerSecond, false, 0);
  }

  /** Whether the next message leaves when an answer has come, and not by a schedule. */
  public boolean isClosedLoop() {
    return ratePerSecond == 0;
  }

  Schedule share(double part) {
    return new Schedule(ratePerSecond * part, poisson, connectRatePerSecond * part);
  }
}
