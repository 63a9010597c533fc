package io.echod.scheme.runtime;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Has the whole heap collected when it has grown to four times what was in use before. The serial
 * collector makes room for large objects, such as strings of a megabyte, by more memory of the
 * system, until the heap is as large as it may be, and collects the old ones only then.
 */
final class HeapWatch {

  private static final long LEAST_BYTES = 32L << 20;

  private static final int GROWTH_MAX = 4;

  private static final long LACK_MILLIS = 100;

  private final long leastBytes = Math.max(LEAST_BYTES, Runtime.getRuntime().totalMemory());
  private long limitBytes = leastBytes;

  private HeapWatch() {}

  /** Watches the heap of this process from now on; once is enough. */
  static void start() {
    Started.start();
  }

  /** Loaded, and so run, once. */
  private static final class Started {

    static {
      Thread.ofPlatform().name("watch heap").daemon().start(new HeapWatch()::watch);
    }

    static void start() {}
  }

  private void watch() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    try {
      while (true) {
        awaitCollection(collected);
        look();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitCollection(ReferenceQueue<Object> collected)
      throws InterruptedException {
    try {
      // Garbage at once, so it is found by the next collection, of young objects or of all.
      Reference<Object> next = new PhantomReference<>(new Object(), collected);
      try {
        collected.remove();
      } finally {
        Reference.reachabilityFence(next);
      }
    } catch (OutOfMemoryError none) {
      // All was collected just now, and others need what there is.
      Thread.sleep(LACK_MILLIS);
    }
  }

  private void look() {
    if (usedBytes() > limitBytes) {
      System.gc();
      limitBytes = Math.max(leastBytes, GROWTH_MAX * usedBytes());
    }
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
