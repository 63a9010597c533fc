package io.echod.scheme.runtime;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls one callback for what its endpoint has: for what the dispatcher reports, and for input that
 * has left the socket already, which the dispatcher does not see.
 */
final class Delivery {

  /** Lines, or clients, delivered in one turn before others get theirs. */
  private static final int DELIVERIES_PER_TURN_MAX = 64;

  private final IoxCallback callback;
  private final EventSource source;
  private final int reasons;
  private @Nullable Callback redelivery;
  private boolean delivering;
  private boolean waitsForQueue;

  Delivery(IoxCallback callback, EventSource source, int reasons) {
    this.callback = callback;
    this.source = source;
    this.reasons = reasons;
  }

  /** Where it begins: what has left the socket already does not make it readable. */
  void begin() {
    if (source.refusal(reasons) != 0 || ((reasons & Reason.READ) != 0 && source.holdsInput())) {
      redeliver();
    }
  }

  /** The dispatcher reports reasons: those that still hold are delivered. */
  void reported(int holding) {
    delivering = true;
    int left = source.prepare(holding);
    delivering = false;
    if (left != 0) {
      deliver(left);
    }
  }

  /** Calls the script, again as long as it takes input that is here already. */
  private void deliver(int first) {
    delivering = true;
    try {
      deliverSome(first);
    } finally {
      delivering = false;
    }
  }

  private void deliverSome(int first) {
    int holding = first;
    for (int count = 1; ; count++) {
      long takenBefore = source.inputTaken();
      callback.call(holding);
      if (!callback.isRegistered()) {
        return;
      }
      if ((reasons & Reason.READ) == 0 || !source.holdsInput()) {
        if (source.refusal(reasons) != 0) {
          // The last bytes of a lost connection have been taken: nothing else would report its end.
          redeliver();
        }
        return;
      }
      if (count == DELIVERIES_PER_TURN_MAX || source.inputTaken() == takenBefore) {
        redeliver();
        return;
      }
      if (!mayDeliver()) {
        return;
      }
      holding = Reason.READ;
    }
  }

  /** Whether what is here may be delivered now; if not, it will be when it may. */
  private boolean mayDeliver() {
    if (waitsForQueue) {
      return false;
    }
    waitsForQueue =
        !source.mayDeliver(() -> {
          waitsForQueue = false;
          deliverHeld();
        });
    return !waitsForQueue;
  }

  /**
   * Input was read that does not make the socket readable any more: it is delivered none the less.
   */
  void inputHeld() {
    if (source.refusal(reasons) != 0 || (!delivering && (reasons & Reason.READ) != 0)) {
      redeliver();
    }
  }

  /** Delivers in the next turn what is here already. */
  private void redeliver() {
    if (redelivery == null) {
      redelivery =
          callback
              .loop()
              .dispatcher()
              .after(
                  Duration.ZERO,
                  (_, _) -> {
                    redelivery = null;
                    deliverHeld();
                  });
    }
  }

  /** Delivers what is here already, be it the end of a connection that was lost. */
  void deliverHeld() {
    if (callback.loop().background().isTurning()) {
      callback.loop().background().postpone(callback, Reason.READ);
    } else if (callback.isRegistered() && source.refusal(reasons) != 0) {
      callback.refuse(reasons & source.refusal(reasons));
    } else if (callback.isRegistered() && source.holdsInput() && mayDeliver()) {
      deliver(Reason.READ);
    }
  }

  /** Delivers nothing in the next turn. */
  void end() {
    if (redelivery != null) {
      redelivery.cancel();
      redelivery = null;
    }
  }
}
