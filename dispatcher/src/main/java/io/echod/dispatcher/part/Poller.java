package io.echod.dispatcher.part;

/**
 * Decides, from how long the last waits were and what polling has cost, whether to poll before a
 * sleep.
 *
 * <p>Unless it shall always poll, it does so only while both are true: the waits have been shorter
 * than the span, by a moving average, and polling earns what it costs. For that it keeps an account
 * of processor time. Work pays in as much as it takes. A sleep that was spared pays in what it
 * would have cost, and less where the poll took longer than that, down to nothing at twice the
 * time. A poll takes out what it takes. When the account is empty, the dispatcher sleeps until work
 * alone has filled it again. So it takes at most twice the processor time that it would take
 * without polling, and what is spent in vain now and then is a trial.
 *
 * <p>Between two looks the processor is offered to others. Where one takes it, the dispatcher gets
 * it back when that one's turn is over, milliseconds later; from a sleep it would be called at
 * once. So a poll that lasted that long empties the account far below nothing.
 */
public final class Poller {

  /** How many spans a long wait counts for at most, so that it is soon forgotten. */
  private static final int SPANS_MAX = 4;

  /** The newest wait counts for one part in 2 to the power of this. */
  private static final int WEIGHT_SHIFT = 3;

  /** Processor time of falling asleep and being woken: measured on a virtual machine. */
  static final long SLEEP_COST_NANOS = 20_000;

  /** The most on the account: little enough that a busy time earns no long idle one. */
  static final long ACCOUNT_MAX_NANOS = 1_000_000;

  /** The balance of the account after a poll in which others had the processor. */
  private static final long ACCOUNT_MIN_NANOS = -20 * ACCOUNT_MAX_NANOS;

  /** No poll lasts so long but where others have had the processor. */
  private static final long GIVEN_AWAY_NANOS = 1_000_000;

  private final long spanNanos;
  private final boolean always;
  private long averageNanos;
  private long accountNanos = ACCOUNT_MAX_NANOS;

  /** The account was empty and is not full again. */
  private boolean saving;

  /** How long the present wait polls at most; 0 where it does not, or sleeps by now. */
  private long pollNanos;

  /** How long it has polled so far. */
  private long polledNanos;

  /**
   * Begins with a full account.
   *
   * @param spanMaxNanos how long to poll at most before a sleep; 0: not at all
   * @param always whether to do so before every sleep, at any cost
   */
  public Poller(long spanMaxNanos, boolean always) {
    this.always = always;
    boolean useful = always || Runtime.getRuntime().availableProcessors() > 1;
    spanNanos = useful ? Math.min(spanMaxNanos, Long.MAX_VALUE / SPANS_MAX) : 0;
    averageNanos = SPANS_MAX * spanNanos;
  }

  /** How long to poll in the wait that now begins; 0: not at all. */
  public long begin(long timeoutNanos) {
    boolean polls = always || (averageNanos < spanNanos && !saving);
    pollNanos = polls ? Math.max(0, Math.min(spanNanos, timeoutNanos)) : 0;
    return pollNanos;
  }

  /** Whether to look once more, after so long. */
  public boolean goesOn(long nanos) {
    polledNanos = nanos;
    return nanos < pollNanos;
  }

  /** The present wait has polled in vain, and sleeps. */
  public void sleeps() {
    polled(polledNanos, 0);
  }

  /** Takes in how long a wait was, whether it was slept through or not. */
  public void waited(long nanos) {
    averageNanos += (Math.min(nanos, SPANS_MAX * spanNanos) - averageNanos) >> WEIGHT_SHIFT;
    if (pollNanos > 0) {
      polled(nanos, Math.clamp(2 * SLEEP_COST_NANOS - nanos, 0, SLEEP_COST_NANOS));
    }
  }

  private void polled(long nanos, long earnedNanos) {
    boolean givenAway = nanos - pollNanos > GIVEN_AWAY_NANOS;
    account(givenAway ? 2 * ACCOUNT_MIN_NANOS : earnedNanos - nanos);
    pollNanos = 0;
  }

  /** Takes in how long the work after a wait was. */
  public void worked(long nanos) {
    account(Math.min(nanos, ACCOUNT_MAX_NANOS));
  }

  private void account(long nanos) {
    accountNanos = Math.clamp(accountNanos + nanos, ACCOUNT_MIN_NANOS, ACCOUNT_MAX_NANOS);
    if (accountNanos <= 0) {
      saving = true;
    } else if (accountNanos == ACCOUNT_MAX_NANOS) {
      saving = false;
    }
  }
}
