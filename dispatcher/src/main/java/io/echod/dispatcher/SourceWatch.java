package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher keeps at a source: its callbacks, oldest first, and what is not delivered now.
 * Hangs at the source itself, so an event finds its callbacks without a look-up.
 */
final class SourceWatch implements Source.Watcher {

  final Dispatcher dispatcher;
  final Endpoint endpoint;
  private final Source source;
  private final Watches watches;
  @Nullable IoCallback first;

  /** The reasons that users have paused. */
  private int paused;

  /** The reasons that the endpoint itself wants delivered to nobody. */
  private int masked;

  /** All but those two. */
  int delivered = Reason.IO;

  /** The neighbours among the dispatcher's watches that have callbacks. */
  @Nullable SourceWatch previous;

  @Nullable SourceWatch next;

  SourceWatch(Dispatcher dispatcher, Endpoint endpoint) {
    this.dispatcher = dispatcher;
    this.endpoint = endpoint;
    source = endpoint.source();
    watches = dispatcher.loop.watches;
    source.watchedBy(this);
  }

  /** Takes a callback in, registered. Calls nothing, so that no error can cut it in two. */
  void link(IoCallback callback) {
    if (first == null) {
      first = callback;
      next = watches.first;
      if (next != null) {
        next.previous = this;
      }
      watches.first = this;
    } else {
      IoCallback last = first;
      while (last.next != null) {
        last = last.next;
      }
      last.next = callback;
    }
    callback.registered = true;
    dispatcher.loop.counters.registered++;
  }

  /** Takes a callback out. Calls nothing, so that no error can cut it in two. */
  void unlink(IoCallback callback) {
    if (first == callback) {
      first = callback.next;
    } else {
      for (IoCallback link = first; link != null; link = link.next) {
        if (link.next == callback) {
          link.next = callback.next;
        }
      }
    }
    if (first == null) {
      if (previous != null) {
        previous.next = next;
      } else {
        watches.first = next;
      }
      if (next != null) {
        next.previous = previous;
      }
      previous = null;
      next = null;
    }
  }

  void cancelAll() {
    for (IoCallback link = first; link != null; link = first) {
      dispatcher.loop.drop(link);
    }
  }

  void pause(int reasons) {
    deliver(paused | reasons, masked);
  }

  void resume(int reasons) {
    deliver(paused & ~reasons, masked);
  }

  void mask(int reasons) {
    deliver(paused, reasons);
  }

  /** First what may fail: what the kernel was told in vain, it is told otherwise at its report. */
  private void deliver(int newPaused, int newMasked) {
    int newDelivered = Reason.IO & ~(newPaused | newMasked);
    tell(awaited(null), newDelivered);
    paused = newPaused;
    masked = newMasked;
    delivered = newDelivered;
  }

  /** Tells the kernel what somebody still waits for. */
  void update() {
    tell(awaited(null), delivered);
  }

  /** Tells the kernel what will be waited for. */
  void tell(int awaitedReasons, int deliveredReasons) {
    if (source.isOpen()) {
      source.interest(awaitedReasons & deliveredReasons);
    }
  }

  /** What some callback waits for, but for that one. */
  int awaited(@Nullable IoCallback except) {
    int union = 0;
    for (IoCallback link = first; link != null; link = link.next) {
      union |= link == except ? 0 : link.interest;
    }
    return union;
  }

  @Override
  public void sourceClosed() {
    cancelAll();
    try {
      endpoint.sourceClosed();
    } catch (Throwable failure) {
      dispatcher.loop.note(Fault.ENDPOINT_CLOSE, endpoint, failure);
    }
  }
}
