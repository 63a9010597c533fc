package io.echod.server.admission;

import io.echod.server.admission.Admission.Admitted;
import io.echod.server.admission.Admission.Answer;
import io.echod.server.admission.Admission.Refusal;
import io.echod.server.admission.Admission.Refused;
import io.echod.server.admission.Admission.Ticket;

/** The connections of one address, and how fast they came. Guarded by the map that holds it. */
final class AddressAccount {

  private static final double SECOND_NANOS = 1e9;

  /** One for all connections of the address. */
  private final Admitted admitted;

  private int open;

  /**
   * The content of a bucket that holds the connections of a second; below one, a connection is over
   * the rate.
   */
  private double tokens;

  private long filledNanos;

  AddressAccount(long key, int rate, long nowNanos) {
    admitted = new Admitted(new Ticket(true, key));
    tokens = rate;
    filledNanos = nowNanos;
  }

  /** Counts one more connection and lets it in, or says why not; a limit of 0 is none. */
  Answer charge(int openMax, int rate, long nowNanos) {
    if (openMax > 0 && open >= openMax) {
      return new Refused(Refusal.MAX_CONNECTIONS_PER_ADDRESS);
    }
    if (rate > 0) {
      fill(rate, nowNanos);
      if (tokens < 1) {
        return new Refused(Refusal.CONNECT_RATE);
      }
      tokens--;
    }
    open++;
    return admitted;
  }

  private void fill(int rate, long nowNanos) {
    tokens = Math.min(rate, tokens + (nowNanos - filledNanos) / SECOND_NANOS * rate);
    filledNanos = nowNanos;
  }

  void left() {
    open--;
  }

  boolean isEmpty() {
    return open == 0;
  }

  /** Whether a new account would say the same. */
  boolean isIdle(int rate, long nowNanos) {
    return open == 0 && (rate == 0 || nowNanos - filledNanos > SECOND_NANOS);
  }
}
