package io.echod.net.part;

import io.echod.dispatcher.Deferred;
import io.echod.dispatcher.Dispatcher;

/**
 * The one report of an attempt, given at the end of the turn in which it is decided. It is made
 * before the attempt begins, so that it takes no memory when it is due. Belongs to the dispatcher's
 * thread.
 *
 * <pre>
 *  UNDER_WAY ──decide──▶ DECIDED ──reported──▶ OVER
 *      └──────────────end───┴──────────────────▶
 * </pre>
 */
public final class OneReport {

  private enum State {
    UNDER_WAY,
    DECIDED,
    OVER
  }

  private final Dispatcher dispatcher;
  private final Deferred deferred;
  private State state = State.UNDER_WAY;

  /** Makes it ready; {@code report} runs once, or never where the attempt is ended before. */
  public OneReport(Dispatcher dispatcher, Runnable report) {
    this.dispatcher = dispatcher;
    deferred =
        new Deferred(() -> {
          if (end()) {
            report.run();
          }
        });
  }

  /** Whether nothing is decided yet, and it has not been ended. */
  public boolean isUnderWay() {
    return state == State.UNDER_WAY;
  }

  /** Has the report given at the end of this turn; does nothing where it is decided or over. */
  public void decide() {
    if (state == State.UNDER_WAY) {
      state = State.DECIDED;
      dispatcher.defer(deferred);
    }
  }

  /** Ends the attempt without a report; false where it is over already. */
  public boolean end() {
    boolean wasOver = state == State.OVER;
    state = State.OVER;
    return !wasOver;
  }
}
