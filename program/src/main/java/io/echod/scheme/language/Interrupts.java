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
  public void request(Runnable look) {
    request = look;
  }

  /** No task asks for an end any more. */
  public void clear() {
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
