package io.echod.scheme.runtime;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports a callback that runs for longer than a second, while no other client is served, and has
 * text delivered that was displayed before a long computation. Looks twice a second from a thread
 * of its own for as long as the script does something else than to wait for callbacks, and sleeps
 * while it does not.
 */
final class CallWatch {

  private static final long LOOK_NANOS = 500_000_000;

  /** Looks at one and the same call, after which it has taken a second at least. */
  private static final int LOOKS_OF_LONG = 3;

  private static final String LONG =
      " has been running for more than a second, and no other client is served meanwhile";

  private final ScriptLoop loop;
  private final Consumer<String> messages;
  private @Nullable Thread thread;
  private volatile boolean looking;
  private volatile boolean ended;
  private volatile long longCall = -1;

  /**
   * Watches the callbacks of a loop.
   *
   * @param messages is notified, on the thread that watches
   */
  CallWatch(ScriptLoop loop, Consumer<String> messages) {
    this.loop = loop;
    this.messages = messages;
  }

  /** A callback is called, or the script runs outside of them; on the script's thread. */
  void entered() {
    if (!looking && !ended) {
      looking = true;
      Thread watching = thread;
      if (watching == null) {
        thread = Thread.ofPlatform().name("watch callbacks").daemon().start(this::watch);
      } else {
        LockSupport.unpark(watching);
      }
    }
  }

  /** Whether a call, by its number, is known to take long. */
  boolean isLong(long call) {
    return longCall == call;
  }

  void end() {
    ended = true;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Its reads of the loop's state may be late by a little, which does not matter at this pace. */
  private void watch() {
    long before = -1;
    int looks = 0;
    boolean heldText = false;
    while (!ended) {
      if (!looking) {
        LockSupport.park(this);
        continue;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
      long call = loop.callNumber();
      boolean inCall = loop.isInCallback();
      if (call != before) {
        looks = 0;
      }
      before = call;
      looks++;
      boolean holdsText = loop.display().holdsText();
      if (holdsText && heldText) {
        loop.deliverAtNextCall();
      }
      heldText = holdsText;
      if (inCall && looks == LOOKS_OF_LONG) {
        longCall = call;
        messages.accept(loop.place() + ": " + loop.calledLabel() + LONG);
      } else if (!inCall && looks >= LOOKS_OF_LONG && loop.isMonitoring()) {
        looking = false;
      }
    }
  }
}
