package io.echod.process;

import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.SystemView;
import java.io.IOException;

/** A server's use of the system. */
record Footprint(int descriptors, int threads, long heapBytes, long residentKibibytes) {

  /** Threads of the virtual machine, such as its compilers, come and go. */
  private static final int THREADS_SLACK = 4;

  private static final long HEAP_SLACK_BYTES = 1 << 20;

  static Footprint of(EchodProcess echod) throws IOException, InterruptedException {
    // First, for the report of the heap takes a thread and, for a moment, a descriptor.
    long heapBytes = echod.heapBytes();
    return new Footprint(
        SystemView.descriptors(echod.pid()),
        SystemView.threads(echod.pid()),
        heapBytes,
        SystemView.residentKibibytes(echod.pid()));
  }

  /** Waits until no more is held than now. */
  void awaitAgain(EchodProcess echod) {
    Await.until(
        () -> "the descriptors to be back at " + descriptors,
        () -> SystemView.descriptors(echod.pid()) <= descriptors);
    Await.until(
        () -> "the threads to be back at " + threads,
        () -> SystemView.threads(echod.pid()) <= threads + THREADS_SLACK);
    Await.until(
        () -> "the heap to be back at " + heapBytes,
        () -> echod.heapBytes() <= heapBytes + HEAP_SLACK_BYTES);
  }
}
