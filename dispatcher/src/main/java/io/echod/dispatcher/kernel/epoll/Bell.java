package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An eventfd(2) that ends a wait: any thread rings it. Rings are merged until they are heard. Its
 * memory is its own, for it may be rung while and after the kernel closes.
 */
final class Bell {

  private static final int ATTEMPTS_MAX = 10;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = Libc.state();
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  private final int descriptor;
  private boolean rung;
  private boolean closed;

  Bell() throws IOException {
    descriptor = Libc.eventfd(state, 0, Libc.NONBLOCK | Libc.CLOEXEC);
    if (descriptor < 0) {
      throw Errors.of(state);
    }
  }

  int descriptor() {
    return descriptor;
  }

  synchronized void ring() {
    // A closed one's number may be another's by now.
    if (!rung && !closed) {
      count.set(JAVA_LONG, 0, 1);
      rung = succeeds(true);
    }
  }

  /** Makes it silent until it is rung again. */
  synchronized void hear() {
    if (!closed) {
      rung = !succeeds(false);
    }
  }

  /** A signal may end either call; a ring that is lost would leave a dispatcher asleep for ever. */
  private boolean succeeds(boolean write) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      long bytes =
          write
              ? Libc.write(state, descriptor, count.address(), Long.BYTES)
              : Libc.read(state, descriptor, count.address(), Long.BYTES);
      if (bytes > 0 || Libc.errno(state) == Libc.EAGAIN) {
        return true;
      }
    }
    return false;
  }

  synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(descriptor);
    }
  }
}
