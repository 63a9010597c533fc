package io.echod.scheme.language;

import org.jspecify.annotations.Nullable;

/**
 * Ends what computes and never waits: each call that the script's code makes looks here first. From
 * any thread, but for {@link #look}.
 */
public final class Interrupts {

  private volatile @Nullable Runnable request;

  Interrupts() {}

  /**
   * Has the next calls look whether they may go on.
   *
   * @param look throws where they may not
   */
  public synchronized void request(Runnable look) {
    request = look;
  }

  /** Has the next call do something first, unless calls are to look at something already. */
  public synchronized void atNextCall(Runnable action) {
    if (request == null) {
      request =
          new Runnable() {
            @Override
            public void run() {
              clear(this);
              action.run();
            }
          };
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private synchronized void clear(Runnable done) {
    if (request == done) {
      request = null;
    }
  }

  /** No task asks for an end any more. */
  public synchronized void clear() {
    request = null;
  }

  /** Throws where what computes is to end. */
  void look() {
    Runnable look = request;
    if (look != null) {
      look.run();
    }
  }
}
