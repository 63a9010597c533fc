package io.echod.scheme.live;

/** Unwinds an evaluation that was interrupted; no failure, so that no handler of those holds it. */
final class Interruption extends Error {

  private static final long serialVersionUID = 1;

  Interruption() {
    super("interrupted", null, false, false);
  }
}
