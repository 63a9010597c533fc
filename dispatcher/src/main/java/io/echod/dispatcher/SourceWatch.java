package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.part.Fault;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher's account of a source: its callbacks, oldest first, and the reasons that are not
 * delivered now. Hangs at the source itself, so an event finds its callbacks without a look-up.
 */
final class SourceWatch implements Source.Watcher {

  final Dispatcher dispatcher;
  final Endpoint endpoint;
  final Source source;
  @Nullable IoCallback first;

  // Reasons are kept as bytes: an idle endpoint costs its watch, and thousands of them are idle.

  /** The reasons that users have paused. */
  private byte paused;

  /** The reasons that the endpoint itself keeps from all callbacks. */
  private byte masked;

  /** The reasons that the endpoint wants delivered only where they are held. */
  private byte heldOnly;

  /** All but those that are paused or masked. */
  private byte delivered = Reason.IO;

  /** The reasons that hold without the kernel, from the next turn on. */
  byte held;

  /** The reasons that hold without the kernel as long as the endpoint says so. */
  private byte shown;

  /**
   * The reasons held when the present turn began, until the callbacks that wait for them are
   * called.
   */
  byte ripe;

  /** The reasons shown when the turn began. */
  private byte ripeShown;

  /** The ripe reasons, while the callbacks that wait for them are called one by one. */
  private byte due;

  private byte dueShown;

  /** The reasons that the endpoint itself waits for, although they are paused or masked. */
  @Nullable IoCallback driver;

  /** Whether there is something ripe or a driver. */
  boolean isSpecial;

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
    source.watchedBy(this);
  }

  /** Of the reasons delivered, those that are so where the kernel reports them. */
  int reported() {
    return delivered & ~heldOnly;
  }

  /** Takes a callback in, registered. Calls nothing, so that no error can cut it in two. */
  void link(IoCallback callback) {
    Watches watches = dispatcher.loop.watches;
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
    if (driver == callback) {
      driver = null;
      isSpecial = (ripe | ripeShown) != 0;
      return;
    }
    if (dispatcher.loop.following == callback) {
      dispatcher.loop.following = callback.next;
    }
    if (first == callback) {
      first = callback.next;
    } else {
      for (IoCallback link = first; link != null; link = link.next) {
        if (link.next == callback) {
          link.next = callback.next;
        }
      }
    }
    // Else who keeps a cancelled one would keep all that came after it.
    callback.next = null;
    if (first == null) {
      if (previous != null) {
        previous.next = next;
      } else {
        dispatcher.loop.watches.first = next;
      }
      if (next != null) {
        next.previous = previous;
      }
      previous = null;
      next = null;
    }
  }

  /** Takes the driver in, registered. Calls nothing, so that no error can cut it in two. */
  void linkDriver(IoCallback callback) {
    driver = callback;
    isSpecial = true;
    callback.registered = true;
    dispatcher.loop.counters.registered++;
  }

  void cancelAll() {
    if (driver != null) {
      dispatcher.loop.drop(driver);
    }
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

  /**
   * The steps that may fail come first: a needless change of the kernel's interest is undone at its
   * next report.
   */
  private void deliver(int newPaused, int newMasked, int newHeldOnly) {
    int newDelivered = Reason.IO & ~(newPaused | newMasked);
    setInterest(awaited(null), newDelivered, newDelivered & ~newHeldOnly);
    paused = (byte) newPaused;
    masked = (byte) newMasked;
    heldOnly = (byte) newHeldOnly;
    delivered = (byte) newDelivered;
  }

  /** Sets the kernel's interest to the reasons that callbacks still wait for. */
  void update() {
    setInterest(awaited(null));
  }

  /** Sets the kernel's interest to the reasons given. */
  void setInterest(int awaitedReasons) {
    setInterest(awaitedReasons, delivered, reported());
  }

  private void setInterest(int awaitedReasons, int newDelivered, int newReported) {
    if (source.isOpen()) {
      source.interest((awaitedReasons & newReported) | (driver == null ? 0 : driver.interest));
    }
    if ((held | shown) != 0) {
      list(((held | shown) & awaitedReasons & newDelivered) != 0);
    }
  }

  /** Sets the kernel's interest to the reasons given, which the driver waits for. */
  void setDriven(int reasons) {
    if (source.isOpen()) {
      source.interest((awaited(null) & reported()) | reasons);
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
    hold(held | reasons, shown);
  }

  /** Ends that, in this turn as well. */
  void release(int reasons) {
    hold(held & ~reasons, shown);
    ripe = (byte) (ripe & ~reasons);
    due = (byte) (due & ~reasons);
  }

  /** Has the reasons, and no others, delivered without the kernel in every turn. */
  void show(int reasons) {
    hold(held, reasons);
    ripeShown = (byte) (ripeShown & reasons);
    dueShown = (byte) (dueShown & reasons);
  }

  private void hold(int newHeld, int newShown) {
    int wanted = (newHeld | newShown) & awaited(null) & delivered;
    held = (byte) newHeld;
    shown = (byte) newShown;
    list(wanted != 0);
  }

  /** Moves what is held or shown into the present turn. */
  void ripen() {
    int wanted = shown & awaited(null) & delivered;
    ripe |= held;
    ripeShown |= shown;
    held = 0;
    isSpecial = true;
    list(wanted != 0);
  }

  /** Begins to call those who wait for what is ripe; what they hold is the next turn's. */
  void beginDue() {
    due |= ripe;
    dueShown |= ripeShown;
    ripe = 0;
    ripeShown = 0;
    isSpecial = driver != null;
  }

  /**
   * The reasons that a callback may be called for without the kernel: each callback asks, for any
   * may end it.
   */
  int due() {
    return (due | dueShown) & delivered;
  }

  /** All were called; a held reason that no callback waited for is held on. */
  void endDue(int called) {
    int left = due & ~called;
    due = 0;
    dueShown = 0;
    if (left != 0 && source.isOpen()) {
      hold(left);
    }
  }

  /** The reasons that callbacks other than that one wait for. */
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
    shown = 0;
    ripe = 0;
    ripeShown = 0;
    due = 0;
    dueShown = 0;
    list(false);
    try {
      endpoint.sourceClosed();
    } catch (Throwable failure) {
      dispatcher.loop.containment.note(Fault.ENDPOINT_CLOSE, endpoint, failure);
    }
  }
}
