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
  final Source source;
  private final Watches watches;
  @Nullable IoCallback first;

  /** The reasons that users have paused. */
  private int paused;

  /** The reasons that the endpoint itself wants delivered to nobody. */
  private int masked;

  /** The reasons that the endpoint wants delivered only where they are held. */
  private int heldOnly;

  /** All but those that are paused or masked. */
  int delivered = Reason.IO;

  /** Of those, the ones that are delivered where the kernel reports them. */
  int reported = Reason.IO;

  /** The reasons that hold without the kernel, from the next turn on. */
  int held;

  /** The same for the present turn, until a callback is called for them. */
  int ripe;

  /** Whether it is among {@link Held}: there is something held that a callback waits for. */
  boolean isListed;

  @Nullable SourceWatch previousHeld;

  @Nullable SourceWatch nextHeld;

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
    deliver(paused | reasons, masked, heldOnly);
  }

  void resume(int reasons) {
    deliver(paused & ~reasons, masked, heldOnly);
  }

  void mask(int reasons, int newHeldOnly) {
    deliver(paused, reasons, newHeldOnly);
  }

  /** First what may fail: what the kernel was told in vain, it is told otherwise at its report. */
  private void deliver(int newPaused, int newMasked, int newHeldOnly) {
    int newDelivered = Reason.IO & ~(newPaused | newMasked);
    tell(awaited(null), newDelivered, newDelivered & ~newHeldOnly);
    paused = newPaused;
    masked = newMasked;
    heldOnly = newHeldOnly;
    delivered = newDelivered;
    reported = newDelivered & ~newHeldOnly;
  }

  /** Tells the kernel what somebody still waits for. */
  void update() {
    tell(awaited(null));
  }

  /** Tells the kernel what will be waited for. */
  void tell(int awaitedReasons) {
    tell(awaitedReasons, delivered, reported);
  }

  private void tell(int awaitedReasons, int newDelivered, int newReported) {
    if (source.isOpen()) {
      source.interest(awaitedReasons & newReported);
    }
    if (held != 0) {
      list((held & awaitedReasons & newDelivered) != 0);
    }
  }

  /** Has it among those that the next turn calls, or not. */
  private void list(boolean wanted) {
    if (wanted != isListed) {
      if (wanted) {
        dispatcher.loop.held.add(this);
      } else {
        dispatcher.loop.held.remove(this);
      }
    }
  }

  /** Has the reasons delivered without the kernel, from the next turn on. */
  void hold(int reasons) {
    int newHeld = held | reasons;
    int wanted = newHeld & awaited(null) & delivered;
    held = newHeld;
    list(wanted != 0);
  }

  /** Ends that, in this turn as well. */
  void release(int reasons) {
    int newHeld = held & ~reasons;
    int wanted = newHeld & awaited(null) & delivered;
    ripe &= ~reasons;
    held = newHeld;
    list(wanted != 0);
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
    held = 0;
    ripe = 0;
    list(false);
    try {
      endpoint.sourceClosed();
    } catch (Throwable failure) {
      dispatcher.loop.note(Fault.ENDPOINT_CLOSE, endpoint, failure);
    }
  }
}
