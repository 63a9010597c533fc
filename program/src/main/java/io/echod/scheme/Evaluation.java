package io.echod.scheme;

/** An {@link Entry} on its way through a live session. */
public final class Evaluation {

  private final Session session;
  private final Entry entry;
  private volatile boolean interrupted;

  Evaluation(Session session, Entry entry) {
    this.session = session;
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
    session.wake();
  }

  void checkInterrupted() {
    if (interrupted) {
      throw new Interruption();
    }
  }
}
