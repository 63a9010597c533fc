package io.echod.simulate.dispatcher.model;

import io.echod.dispatcher.Reason;

/**
 * One call of a handler or a task.
 *
 * @param who the name that the driver gave it
 * @param reason for a handler, the bits of {@link Reason}; 0 for a task
 * @param missed for a timer that fires, the intervals it has skipped
 */
public record Call(String who, int reason, long missed) {

  /** The call of a task. */
  public static Call of(String task) {
    return new Call(task, 0, 0);
  }

  @Override
  public String toString() {
    return who
        + (reason == 0 ? "" : " for " + Reason.describe(reason))
        + (missed == 0 ? "" : " after missing " + missed);
  }
}
