package io.echod.scheme.live;

import io.echod.scheme.language.Interrupts;
import io.echod.scheme.runtime.ScriptLoop;

/** An {@link Entry} on its way through a live session. */
public final class Evaluation {

  private final ScriptLoop loop;
  private final Interrupts interrupts;
  private final Entry entry;
  private volatile boolean interrupted;

  Evaluation(ScriptLoop loop, Interrupts interrupts, Entry entry) {
    this.loop = loop;
    this.interrupts = interrupts;
    this.entry = entry;
  }

  Entry entry() {
    return entry;
  }

  /**
   * Ends it, be it that it waits or that it computes; and a callback that has been running for more
   * than a second, for which it has to wait. From any thread.
   */
  public void interrupt() {
    interrupted = true;
    interrupts.request(this::look);
    loop.wake();
  }

  /** On the session's thread, where something is called. */
  private void look() {
    if (loop.isInLongCallback()) {
      throw new Interruption();
    }
    if (!loop.isInCallback()) {
      loop.interruptEvaluation();
    }
  }

  void checkInterrupted() {
    if (interrupted) {
      throw new Interruption();
    }
  }
}
