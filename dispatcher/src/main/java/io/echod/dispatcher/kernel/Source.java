package io.echod.dispatcher.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Something of the operating system that can become ready: a stream, a listening socket, or a
 * socket for datagrams.
 *
 * <p>A source knows who watches it, so that the way from readiness to callback needs no look-up.
 * See {@link Kernel} for threads and for what readiness means.
 */
public abstract class Source implements AutoCloseable {

  private @Nullable Watcher watcher;

  /** For the sides of the seam. */
  protected Source() {}

  /** The dispatcher's end of the seam: is notified of a source's readiness and close. */
  public interface Watcher {

    /** The source was closed, by whomever; it will never be ready again. */
    void sourceClosed();
  }

  /** The kernel that opened this source and waits for it. */
  public abstract Kernel kernel();

  /**
   * Sets the reasons to wait for from the next {@link Kernel#await} on, in place of the former
   * ones.
   *
   * @param reasons any of {@link Ready#READ}, {@link Ready#WRITE}, {@link Ready#EXCEPT}; 0 for none
   */
  public abstract void interest(int reasons);

  /** Whether {@link #close} is still to come. */
  public abstract boolean isOpen();

  /** Releases what the system holds; called once. */
  protected abstract void release();

  /** The watcher of this source; null before there is one, and after the source was closed. */
  public final @Nullable Watcher watcher() {
    return watcher;
  }

  /** Sets who watches this source. */
  public final void watchedBy(@Nullable Watcher newWatcher) {
    watcher = newWatcher;
  }

  /**
   * Closes the source and notifies its watcher. A second call does nothing, unless an error came
   * before the watcher was notified.
   *
   * @throws StackOverflowError where the stack has no room for all of it: then nothing has changed
   */
  @Override
  public final void close() {
    if (!isOpen() && watcher == null) {
      return;
    }
    StackRoom.check(StackRoom.TO_CLOSE);
    try {
      if (isOpen()) {
        release();
      }
    } finally {
      Watcher notified = watcher;
      watcher = null;
      if (notified != null) {
        notified.sourceClosed();
      }
    }
  }
}
