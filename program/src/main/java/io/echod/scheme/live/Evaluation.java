package io.echod.scheme.live;

import io.echod.scheme.runtime.ScriptLoop;

/** An {@link Entry} on its way through a live session. */
public final class Evaluation {

  private final ScriptLoop loop;
  private final Entry entry;
  private volatile boolean interrupted;

  Evaluation(ScriptLoop loop, Entry entry) {
    this.loop = loop;
    this.entry = entry;
  }

  Entry entry() {
    return entry;
  }

  /**
   * Ends it where it waits, or will; what computes and never waits is not stopped. From any thread.
   */
  public void interrupt() {
    interrupted = true;
    loop.wake();
  }

  void checkInterrupted() {
    if (interrupted) {
      throw new Interruption();
    }
  }
}
