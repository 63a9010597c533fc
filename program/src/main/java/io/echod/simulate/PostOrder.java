package io.echod.simulate;

/** Checks that tasks run in the order posted, each in the first turn that can. */
final class PostOrder {

  private final ServerChecks checks;
  private long posted;
  private long run;

  PostOrder(ServerChecks checks) {
    this.checks = checks;
  }

  /** The same task; it is to be posted at once. */
  Runnable ordered(Runnable task) {
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
  void rejected() {
    posted--;
  }

  void checkOver() {
    if (run != posted) {
      throw Violation.correctness("of " + posted + " tasks posted, " + run + " have run");
    }
  }
}
