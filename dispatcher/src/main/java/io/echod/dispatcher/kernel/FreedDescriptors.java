package io.echod.dispatcher.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The descriptors that kernels have given back to the system, for those who have run out of them. A
 * caller that finds none left waits here for news, and tries again at once when any source of any
 * thread is closed. It does not report descriptors that others in the process or on the machine
 * give back, so no caller may rely on it alone.
 *
 * <p>A close costs one addition and one look; only while a caller waits does it cost more. Every
 * method may be called from any thread.
 */
public final class FreedDescriptors {

  /** Those of this process, for all kernels that open sockets of the system. */
  public static final FreedDescriptors OF_PROCESS = new FreedDescriptors();

  private final AtomicLong count = new AtomicLong();
  private final Set<Runnable> waiting = new LinkedHashSet<>();

  /** Whether a caller waits, so that a close need not take the lock to find out. */
  private volatile boolean awaited;

  /** Those of a process of their own, as a simulated one. */
  public FreedDescriptors() {}

  /**
   * Counts one that the system can give to another source from now on, and notifies the tasks that
   * wait.
   */
  public void add() {
    count.incrementAndGet();
    if (awaited) {
      try {
        notifyWaiting();
      } catch (OutOfMemoryError | StackOverflowError lackOfMeans) {
        // The thread that closes a source must not suffer from it. Those who wait have a timer as
        // well.
      }
    }
  }

  /** How many there were so far; to be asked before the call that may find none left. */
  public long count() {
    return count.get();
  }

  /** Whether a task waits. */
  public boolean isAwaited() {
    return awaited;
  }

  /**
   * Has a task run, once, when the next one is given back; or at once, where that has happened
   * since a count was taken.
   *
   * @param since that count
   * @param news is run on any thread, and must be quick; one object is run once, however often it
   *     waits
   */
  public void await(long since, Runnable news) {
    synchronized (waiting) {
      waiting.add(news);
      awaited = true;
    }
    // After that, for add counts before it looks whether a task waits: one of the two sees it.
    if (count.get() != since) {
      notifyWaiting();
    }
  }

  /** Ends a wait, if there is one. */
  public void forget(Runnable news) {
    synchronized (waiting) {
      waiting.remove(news);
      awaited = !waiting.isEmpty();
    }
  }

  private void notifyWaiting() {
    List<Runnable> notified;
    synchronized (waiting) {
      notified = new ArrayList<>(waiting);
      waiting.clear();
      awaited = false;
    }
    for (Runnable news : notified) {
      try {
        news.run();
      } catch (OutOfMemoryError | StackOverflowError | RejectedExecutionException failure) {
        // Neither the thread that closes a source nor the other tasks may suffer from it.
      }
    }
  }
}
