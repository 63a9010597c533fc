package io.echod.scheme.live;

import io.echod.scheme.message.Unwinding;

/** Unwinds an evaluation that was interrupted; no failure, so that no handler of those holds it. */
final class Interruption extends Unwinding {

  private static final long serialVersionUID = 1;

  Interruption() {
    super("interrupted");
  }
}
