package io.echod.dispatcher.kernel.epoll;

import static io.echod.dispatcher.kernel.Kernel.FOREVER;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An epoll instance, and all that ends a wait for it: events, time, a wake-up, an interrupt. Waits
 * for one descriptor alone, too.
 */
final class Waiting {

  static final int EVENTS_MAX = 1024;

  /** The struct is packed on x86-64 alone (epoll_event of epoll_ctl(2)). */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  /** Data of events that are no source's; those of sources are not negative. */
  private static final long WAKEUP = -1;

  private static final long INTERRUPT = -2;

  private static final int POLLFD_BYTES = 8;
  private static final int POLLFD_EVENTS = 4;
  private static final int POLLFD_FOUND = 6;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final MemorySegment state;
  private final MemorySegment events;
  private final MemorySegment timespec;
  private final MemorySegment pollfds;
  private final int epoll;
  private final Bell wakeups;
  private final Bell interruptBell;
  private Interrupts interrupts;
  private boolean hasNanos;

  /** A wake-up has ended a {@link #poll}, and shall end the next {@link #await} as well. */
  private boolean wakeupOwed;

  /** Opens an epoll instance; what it opened before it failed is closed again. */
  Waiting(Arena arena, MemorySegment state) throws IOException {
    this.state = state;
    Errors.prepare(state);
    events = arena.allocate((long) EVENTS_MAX * EVENT_BYTES, 8);
    timespec = arena.allocate(2 * Long.BYTES, 8);
    pollfds = arena.allocate(3 * POLLFD_BYTES, 8);
    hasNanos = Libc.hasEpollPwait2(state);
    int opened = Libc.epollCreate1(state, Libc.CLOEXEC);
    if (opened < 0) {
      throw Errors.of(state);
    }
    epoll = opened;
    Bell first = null;
    Bell second = null;
    try {
      first = bell(WAKEUP);
      second = bell(INTERRUPT);
      wakeups = first;
      interruptBell = second;
      interrupts = new Interrupts(second);
    } catch (Throwable failure) {
      if (first != null) {
        first.close();
      }
      if (second != null) {
        second.close();
      }
      Libc.close(opened);
      throw failure;
    }
  }

  private Bell bell(long data) throws IOException {
    Bell bell = new Bell();
    int errno = control(Libc.EPOLL_CTL_ADD, bell.descriptor(), Libc.EPOLLIN, data);
    if (errno != 0) {
      bell.close();
      throw Errors.of(state, errno);
    }
    return bell;
  }

  /** Sets the system's interest in a descriptor; returns the errno, 0 where it was accepted. */
  int control(int operation, int descriptor, int bits, long data) {
    events.set(JAVA_INT_UNALIGNED, 0, bits);
    events.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
    return Libc.epollCtl(state, epoll, operation, descriptor, events.address()) < 0
        ? Libc.errno(state)
        : 0;
  }

  /** Waits; returns how many events there are. */
  int await(long timeoutNanos) throws IOException {
    int count;
    if (timeoutNanos <= 0 || wakeupOwed) {
      wakeupOwed = false;
      count = Libc.look(epoll, events.address(), EVENTS_MAX);
    } else {
      interrupts.watch();
      try {
        count = sleep(timeoutNanos);
      } finally {
        unwatch();
      }
    }
    return count < 0 ? lookAgain() : count;
  }

  private int sleep(long timeoutNanos) {
    if (timeoutNanos == FOREVER || !hasNanos) {
      return Libc.waitMillis(epoll, events.address(), EVENTS_MAX, millis(timeoutNanos));
    }
    timespec.setAtIndex(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
    timespec.setAtIndex(JAVA_LONG, 1, timeoutNanos % NANOS_PER_SECOND);
    int count = Libc.waitTimespec(epoll, events.address(), EVENTS_MAX, timespec.address());
    if (count < 0 && Libc.errnoNow(state) != Libc.EINTR) {
      // A sandbox may forbid it later than at the start: a wait that always fails would spin.
      hasNanos = false;
    }
    return count;
  }

  /** After a wait that has failed, which a signal may have done. */
  private int lookAgain() throws IOException {
    int count = Libc.look(state, epoll, events.address(), EVENTS_MAX);
    if (count >= 0) {
      return count;
    }
    if (Libc.errno(state) == Libc.EINTR) {
      return 0;
    }
    throw Errors.of(state);
  }

  /** Rounded up, as a wait must not end early; -1 is for ever. */
  private static int millis(long timeoutNanos) {
    if (timeoutNanos <= 0) {
      return 0;
    }
    return timeoutNanos == FOREVER
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, (timeoutNanos - 1) / NANOS_PER_MILLI + 1);
  }

  private void unwatch() {
    interrupts.unwatch();
    if (!interrupts.isOpen()) {
      interrupts = new Interrupts(interruptBell);
      interruptBell.hear();
    }
  }

  /** The data of an event, negative where it is no source's. */
  long data(int index) {
    return events.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_BYTES + DATA_OFFSET);
  }

  /** An event's reasons for its descriptor. */
  int found(int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * EVENT_BYTES);
  }

  /** Takes notice of an event that is no source's. */
  void hear(long data) {
    if (data == WAKEUP) {
      wakeups.hear();
    }
  }

  /** From any thread: ends the wait under way or the next one. */
  void wakeup() {
    wakeups.ring();
  }

  /**
   * Waits for one descriptor; where there is nothing to wait for, for time alone.
   *
   * @return the events found, as poll(2) reports them; 0 after the timeout, a wake-up or an
   *     interrupt
   */
  int poll(int descriptor, int bits, long timeoutNanos) throws IOException {
    // Errors and hang-ups are found unasked, but of no descriptor less than 0 (poll(2)).
    pollfd(0, bits == 0 ? -1 : descriptor, bits);
    int count;
    if (timeoutNanos <= 0) {
      count = Libc.pollLook(state, pollfds.address(), 1);
    } else {
      pollfd(1, interruptBell.descriptor(), Libc.EPOLLIN);
      pollfd(2, wakeups.descriptor(), Libc.EPOLLIN);
      interrupts.watch();
      try {
        count = pollUntil(timeoutNanos);
      } finally {
        unwatch();
      }
      if (count > 0 && found(2, POLLFD_FOUND) != 0) {
        wakeups.hear();
        wakeupOwed = true;
      }
    }
    if (count < 0 && Libc.errno(state) != Libc.EINTR) {
      throw Errors.of(state);
    }
    return count <= 0 ? 0 : found(0, POLLFD_FOUND);
  }

  /** A signal does not end it, nor does the longest wait that poll(2) can be asked for. */
  private int pollUntil(long timeoutNanos) {
    long start = System.nanoTime();
    long left = timeoutNanos;
    while (true) {
      int count = Libc.poll(state, pollfds.address(), 3, millis(left));
      if (count > 0 || (count < 0 && Libc.errno(state) != Libc.EINTR)) {
        return count;
      }
      if (timeoutNanos != FOREVER) {
        left = timeoutNanos - (System.nanoTime() - start);
        if (count == 0 && left <= 0) {
          return 0;
        }
      }
    }
  }

  private void pollfd(int index, int descriptor, int bits) {
    long offset = (long) index * POLLFD_BYTES;
    pollfds.set(JAVA_INT, offset, descriptor);
    pollfds.set(JAVA_SHORT, offset + POLLFD_EVENTS, (short) bits);
    pollfds.set(JAVA_SHORT, offset + POLLFD_FOUND, (short) 0);
  }

  private int found(int index, int field) {
    return pollfds.get(JAVA_SHORT, (long) index * POLLFD_BYTES + field);
  }

  void close() {
    wakeups.close();
    interruptBell.close();
    Libc.close(epoll);
  }
}
