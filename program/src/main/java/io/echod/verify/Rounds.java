package io.echod.verify;

import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The rounds of a case: each is sent once the one before has come back.
 *
 * @param send sends one, given its number from 0 on
 * @param isEchoed whether all that was sent has come back
 */
record Rounds(Trial trial, int count, IntConsumer send, BooleanSupplier isEchoed) {

  /** Begins; {@code done} is run after the last, at once where there are none. */
  void begin(Runnable done) {
    next(0, done);
  }

  private void next(int round, Runnable done) {
    if (round == count) {
      done.run();
      return;
    }
    send.accept(round);
    trial.when(isEchoed, () -> next(round + 1, done));
  }
}
