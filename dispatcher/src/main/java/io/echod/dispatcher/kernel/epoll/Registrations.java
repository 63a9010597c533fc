package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import java.util.concurrent.TimeUnit;

/**
 * The system's interest in each source, and its reports.
 *
 * <p>A stream stays with the system while no callback waits for it, by edges and without reasons:
 * errors and hang-ups are then reported once, as {@link Ready#LOST}.
 *
 * <p>Where the system refuses a change (ENOMEM and ENOSPC of epoll_ctl(2)), a stream is lost: it is
 * reported, and its calls say why. A listening socket is tried again, ever more rarely.
 */
final class Registrations {

  private static final int READ_OR_WRITE = Ready.READ | Ready.WRITE;
  private static final int LOST = Libc.EPOLLERR | Libc.EPOLLHUP;

  /** An event that may lie behind bytes that are read, and is not reported again after them. */
  private static final int ODD = LOST | Libc.EPOLLRDHUP | Libc.EPOLLPRI;

  /** By edges, an event costs the system one look at the socket instead of two. */
  private static final int EDGES = Libc.EPOLLET | Libc.EPOLLRDHUP | Libc.EPOLLPRI;

  private static final long RETRY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long RETRY_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final Slots slots;
  private final Waiting waiting;

  /** The slots of the last list. */
  private final int[] last = new int[Waiting.EVENTS_MAX];

  private int lastCount;

  /** Until listening sockets that were refused are tried again; 0 where none was. */
  private long retryDelayNanos;

  private long retryNanos;

  Registrations(Slots slots, Waiting waiting) {
    this.slots = slots;
    this.waiting = waiting;
  }

  /** Makes all changes at the system that have to precede a wait. */
  void update() {
    if (slots.hasChanges()) {
      applyChanges();
    }
    if (lastCount > 0) {
      askAgain();
    }
  }

  private void applyChanges() {
    while (slots.hasChanges()) {
      int slot = slots.lastChanged();
      if (slots.isToUpdate(slot)) {
        // With no interest, hang-ups of a listening socket would be reported for ever.
        boolean dropped = slots.wanted(slot) == 0 && !slots.isStream(slot);
        control(
            !slots.isWatched(slot)
                ? Libc.EPOLL_CTL_ADD
                : dropped ? Libc.EPOLL_CTL_DEL : Libc.EPOLL_CTL_MOD,
            slot);
      }
      slots.dropChanged();
    }
  }

  /**
   * An event that was reported by an edge and not used up is reported again only where that is
   * asked.
   */
  private void askAgain() {
    for (int index = 0; index < lastCount; index++) {
      int slot = last[index];
      if (slots.isLeft(slot)) {
        control(Libc.EPOLL_CTL_MOD, slot);
      }
    }
    lastCount = 0;
  }

  private void control(int operation, int slot) {
    int wanted = slots.wanted(slot);
    // A stream that no callback waits for: its end and nothing else.
    int edges = wanted == 0 ? Libc.EPOLLET : EDGES;
    int bits = bits(wanted) | (slots.suitsEdges(slot) ? edges : 0);
    int descriptor = slots.descriptor(slot);
    int errno = waiting.control(operation, descriptor, bits, slots.data(slot));
    if (errno == 0) {
      slots.accepted(slot);
    } else {
      refused(operation, slot, errno);
    }
  }

  private void refused(int operation, int slot, int errno) {
    slots.refused(slot);
    if (slots.source(slot) instanceof EpollStreamSource stream) {
      stream.refused(errno);
    } else if (retryDelayNanos == 0 || retryNanos - System.nanoTime() <= 0) {
      retryDelayNanos = Math.clamp(retryDelayNanos * 2, RETRY_NANOS_MIN, RETRY_NANOS_MAX);
      retryNanos = System.nanoTime() + retryDelayNanos;
    }
    if (operation == Libc.EPOLL_CTL_MOD) {
      waiting.control(Libc.EPOLL_CTL_DEL, slots.descriptor(slot), 0, 0);
    }
    if (operation != Libc.EPOLL_CTL_DEL) {
      slots.unwatched(slot);
    }
  }

  /**
   * Reports the streams that were refused, and tries again those that may be tried again.
   *
   * @return how long to wait at most
   */
  long reportRefused(Ready ready, long timeoutNanos) {
    long now = System.nanoTime();
    boolean due = retryNanos - now <= 0;
    boolean retrying = false;
    long limit = timeoutNanos;
    for (int slot = 0; slot < slots.end(); slot++) {
      Source source = slots.source(slot);
      if (source == null || !slots.isRefused(slot)) {
        continue;
      }
      if (!slots.isStream(slot)) {
        retrying = true;
        if (due) {
          slots.forgive(slot);
        }
      } else {
        int reasons = slots.wanted(slot) & READ_OR_WRITE;
        if (reasons != 0 || !slots.isRefusalReported(slot)) {
          ready.reserve(1 + Waiting.EVENTS_MAX);
          ready.add(source, reasons | Ready.LOST);
          slots.refusalReported(slot);
          limit = 0;
        }
      }
    }
    if (!retrying) {
      retryDelayNanos = 0;
      return limit;
    }
    if (due) {
      applyChanges();
      if (!slots.hasRefused()) {
        retryDelayNanos = 0;
        return limit;
      }
    }
    return Math.min(limit, Math.max(1, retryNanos - System.nanoTime()));
  }

  /** Takes in what the system has reported. The list has room, for edges are reported once. */
  void collect(int count, Ready ready) {
    for (int index = 0; index < count; index++) {
      long data = waiting.data(index);
      if (data < 0) {
        waiting.hear(data);
      } else if (slots.isCurrent(data)) {
        collect((int) data, waiting.found(index), ready);
      }
    }
  }

  private void collect(int slot, int found, Ready ready) {
    int reasons = reasons(found, slots.known(slot));
    if ((found & LOST) != 0 && slots.isStream(slot)) {
      reasons |= Ready.LOST;
    }
    slots.reported(slot, reasons, (found & ODD) != 0);
    Source source = slots.source(slot);
    if (reasons != 0 && source != null && !slots.isRefused(slot)) {
      ready.add(source, reasons);
      last[lastCount++] = slot;
    }
  }

  /**
   * Errors and hang-ups are reported for reads and writes: the next call throws or returns the end.
   */
  static int reasons(int found, int interest) {
    // The bits are those of poll(2): IN 1, PRI 2, OUT 4.
    int reasons = (found & (Libc.EPOLLIN | LOST)) != 0 ? Ready.READ : 0;
    reasons |= (found & (Libc.EPOLLOUT | LOST)) != 0 ? Ready.WRITE : 0;
    reasons |= (found & Libc.EPOLLPRI) != 0 ? Ready.EXCEPT : 0;
    return reasons & interest;
  }

  static int bits(int reasons) {
    return ((reasons & Ready.READ) != 0 ? Libc.EPOLLIN : 0)
        | ((reasons & Ready.WRITE) != 0 ? Libc.EPOLLOUT : 0)
        | ((reasons & Ready.EXCEPT) != 0 ? Libc.EPOLLPRI : 0);
  }
}
