package io.echod.simulate.server.checks;

import io.echod.simulate.scenario.Violation;

/** Checks that tasks run in the order posted, each in the first turn that can. */
public final class PostOrder {

  private final ServerChecks checks;
  private long posted;
  private long run;

  /** No task has been posted yet. */
  public PostOrder(ServerChecks checks) {
    this.checks = checks;
  }

  /** Returns a task that checks its order; it is to be posted at once. */
  public Runnable ordered(Runnable task) {
    long number = posted++;
    long inTurn = checks.turn().number;
    return () -> {
      if (number != run) {
        checks.fail(Violation.correctness("task " + number + " ran instead of task " + run));
      }
      run = number + 1;
      if (checks.turn().number - inTurn > 1) {
        checks.fail(Violation.correctness("task " + number + " ran a turn late"));
      }
      task.run();
    };
  }

  /** The last task was rejected. */
  public void rejected() {
    posted--;
  }

  /** Checks that every task posted has run. */
  public void checkOver() {
    if (run != posted) {
      throw Violation.correctness("of " + posted + " tasks posted, " + run + " have run");
    }
  }
}
