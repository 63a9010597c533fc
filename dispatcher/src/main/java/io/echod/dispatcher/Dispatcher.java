package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.part.Attachments;
import io.echod.dispatcher.part.Delays;
import io.echod.dispatcher.part.FailureLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An I/O event dispatcher: watches sources, timers and idle tasks, and calls the callback
 * registered for each. The order of a turn is drawn in the {@linkplain io.echod.dispatcher package
 * description}.
 *
 * <p><b>Threads.</b> A dispatcher belongs to one thread: the one that created it, until another
 * calls {@link #monitor} and takes it over. Only {@link #post}, {@link #wakeup} and {@link #close}
 * may be called from elsewhere; any other call from elsewhere is refused with an {@link
 * IllegalStateException}. So is, with a {@link ClosedDispatcherException}, what registers something
 * after the close; what cancels or asks is not. A null argument is refused where it is given.
 *
 * <p><b>Times.</b> All are of the kernel's clock, which no change of the system's time moves. A
 * delay, an interval or a limit of more than 2^62 ns, about 146 years, is as long as that.
 *
 * <p><b>Failures.</b> An exception or error out of a handler ends that callback only, {@link
 * StackOverflowError} and {@link OutOfMemoryError} included: closing the connection at fault is
 * what gives memory back. An endpoint's own failure, such as a reset by its peer, ends that
 * endpoint and no callback of another; see {@link EndpointFailure}. A process that should rather
 * end runs with {@code -XX:+ExitOnOutOfMemoryError}. Where such an error comes out of a call of
 * this library, the call has happened or has not: nothing is left in between.
 */
public final class Dispatcher implements AutoCloseable {

  private final Kernel kernel;
  private final ThreadOwnership ownership = new ThreadOwnership();
  private final Claim claim = new Claim(this);
  private final Trace endpointTrace = new Trace();
  private final Attachments attachments = new Attachments();
  final Loop loop;
  private boolean stopAsked;

  /**
   * Creates a dispatcher with the default limits; it owns the kernel and closes it. It belongs to
   * the calling thread.
   */
  public Dispatcher(Kernel kernel) {
    this(kernel, DispatcherOptions.DEFAULT);
  }

  /**
   * Creates a dispatcher; it owns the kernel and closes it. It belongs to the calling thread. Where
   * this throws, the kernel is still the caller's to close.
   */
  public Dispatcher(Kernel kernel, DispatcherOptions options) {
    this.kernel = Objects.requireNonNull(kernel, "no kernel");
    loop = new Loop(kernel, Objects.requireNonNull(options, "no options"), ownership);
    FailureLog.prepare();
  }

  /**
   * Monitors without a limit.
   *
   * @see #monitor(Duration)
   */
  public boolean monitor() {
    return monitor(Duration.ofNanos(-1));
  }

  /**
   * Dispatches events until nothing is registered, the limit has elapsed, the dispatcher is {@link
   * #stop stopped} or closed, or the thread is interrupted; the interrupt is left in the thread's
   * flag for the caller to see.
   *
   * @param limit how long at least; negative: without limit; zero: one turn that does not wait
   * @return false where nothing is left to monitor; true where something is, after the limit, a
   *     stop or an interrupt
   * @throws IllegalStateException from within a callback, while another thread monitors, or after
   *     {@link #close}
   * @throws UncheckedIOException where the kernel can no longer wait
   */
  public boolean monitor(Duration limit) {
    return monitor(limit.isNegative() ? Kernel.FOREVER : Delays.nanos(limit), false);
  }

  /**
   * Dispatches events until the dispatcher is {@link #stop stopped} or closed, or the thread is
   * interrupted, as {@link #monitor()} does, but while nothing is registered, too: it waits for
   * what other threads {@link #post}.
   *
   * @throws IllegalStateException as monitor does
   * @throws UncheckedIOException as monitor does
   */
  public void run() {
    monitor(Kernel.FOREVER, true);
  }

  private boolean monitor(long limitNanos, boolean evenIdle) {
    ownership.enter();
    boolean interrupted = false;
    try {
      long start = kernel.nanoTime();
      long now = start;
      stopAsked = false;
      loop.begin();
      while ((evenIdle || loop.hasWork()) && !interrupted && !stopAsked && !ownership.isClosing()) {
        now =
            loop.turn(now, limitNanos == Kernel.FOREVER ? limitNanos : limitNanos - (now - start));
        // Taken out of the flag, in which it would end every further wait at once.
        interrupted = Thread.interrupted();
        if (limitNanos != Kernel.FOREVER && now - start >= limitNanos) {
          break;
        }
      }
      kernel.releaseClosed();
      return loop.hasWork() && !ownership.isClosing();
    } catch (IOException failure) {
      throw new UncheckedIOException("kernel " + kernel.name() + " can't wait", failure);
    } finally {
      loop.finish();
      leave();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Brackets what is done with the kernel or a source outside of {@link #monitor}: until the claim
   * is closed, a {@link #close} from another thread is put off. Every call of a dispatcher, a
   * callback or an endpoint has one for itself; who makes several as one, waits by {@link
   * Kernel#poll}, or calls a source directly, takes one around them, and asks {@link #isClosed}
   * after each wait.
   *
   * {@snippet :
   * try (Claim _ = dispatcher.claim()) {
   *   kernel.poll(source, Ready.READ, timeoutNanos);
   * }
   * }
   *
   * @throws IllegalStateException on another thread than the dispatcher's
   */
  public Claim claim() {
    return ownership.claim() ? claim : Claim.NONE;
  }

  /**
   * As {@link #claim()}, for a call that changes several things, which must not be cut in two.
   *
   * @param frames how much of the stack it takes; see {@link StackRoom}
   * @throws StackOverflowError where there is less: nothing has changed then
   * @throws IllegalStateException as the other does
   */
  public Claim claim(int frames) {
    StackRoom.check(frames);
    return claim();
  }

  /** Ends a claim, where the caller has one. */
  void leaveClaim() {
    if (ownership.isWorking()) {
      leave();
    }
  }

  /** Ends a claim, or monitoring. */
  private void leave() {
    if (ownership.leave()) {
      end();
    }
  }

  /** Frees everything; where an error keeps it from that, another close goes on. */
  private void end() {
    StackRoom.check(2 * StackRoom.TO_END);
    if (ownership.beginEnd()) {
      boolean freed = false;
      try {
        loop.tearDown();
        freed = true;
      } finally {
        ownership.end(freed);
      }
    }
  }

  /**
   * Makes {@link #monitor} return at the end of the present turn, with everything still registered
   * and ready to be monitored again. Does nothing outside of {@code monitor}; other threads {@link
   * #post} it.
   */
  public void stop() {
    ownership.checkThread();
    stopAsked = true;
  }

  /**
   * Registers a handler for the readiness of an endpoint's source. It is called from the next turn
   * on. Handlers of the same source are called oldest first.
   *
   * @param reasons one or more of {@link Reason#READ}, {@link Reason#WRITE}, {@link Reason#EXCEPT},
   *     and {@link Reason#CANCEL} to be notified of the end
   * @throws IllegalArgumentException where no reason, or one that no I/O has, is given; where the
   *     source is closed, of another kernel, or registered by another endpoint
   * @throws UnsupportedOperationException for {@link Reason#EXCEPT} where the kernel can't see it
   * @throws IllegalStateException after {@link #close}
   */
  public Callback onIo(Endpoint endpoint, int reasons, Handler handler) {
    try (Claim _ = claim()) {
      ownership.checkUsable();
      int interest = reasons & ~Reason.CANCEL;
      if (interest == 0) {
        throw new IllegalArgumentException("no reason to call the handler of " + endpoint);
      }
      checkInterest(interest);
      return loop.addIo(watchOf(endpoint), reasons, handler);
    }
  }

  void checkInterest(int interest) {
    if ((interest & ~Reason.IO) != 0) {
      throw new IllegalArgumentException(
          "an I/O callback waits for READ, WRITE or EXCEPT, not " + Reason.describe(interest));
    }
    int hidden = interest & ~kernel.reasons();
    if (hidden != 0) {
      throw new UnsupportedOperationException(
          "kernel " + kernel.name() + " can't see " + Reason.describe(hidden));
    }
  }

  /** Null where there is none; another dispatcher's is not this thread's to touch. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private @Nullable SourceWatch ownWatch(Endpoint endpoint) {
    if (!(endpoint.source().watcher() instanceof SourceWatch watch)) {
      return null;
    }
    if (watch.dispatcher != this) {
      throw new IllegalArgumentException(endpoint + " belongs to another dispatcher");
    }
    return watch;
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private SourceWatch watchOf(Endpoint endpoint) {
    Source source = endpoint.source();
    if (!source.isOpen()) {
      throw new IllegalArgumentException(endpoint + " is closed");
    }
    if (source.kernel() != kernel) {
      throw new IllegalArgumentException(endpoint + " belongs to another dispatcher");
    }
    SourceWatch watch = (SourceWatch) source.watcher();
    if (watch == null) {
      return new SourceWatch(this, endpoint);
    }
    if (watch.endpoint != endpoint) {
      throw new IllegalArgumentException(
          "the source of " + endpoint + " is watched for " + watch.endpoint + " already");
    }
    return watch;
  }

  /**
   * Registers a handler to be called once, with {@link Reason#FIRE}, when the delay has passed;
   * never earlier. A delay of zero means the next turn.
   *
   * @throws IllegalArgumentException where the delay is negative
   * @throws IllegalStateException after {@link #close}
   */
  public Callback after(Duration delay, Handler handler) {
    return after(Delays.nanos(delay), handler);
  }

  /**
   * As {@link #after(Duration, Handler)}, in seconds, fractions included, rounded up to the
   * nanosecond.
   *
   * @throws IllegalArgumentException where the delay is negative, infinite or not a number
   * @throws IllegalStateException after {@link #close}
   */
  public Callback after(double delaySeconds, Handler handler) {
    return after(Delays.nanos("delay", delaySeconds), handler);
  }

  private Callback after(long delayNanos, Handler handler) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("a timer's delay must be 0 or more");
    }
    try (Claim _ = claim()) {
      return loop.addTimer(new Timer.OneShot(this, handler, deadlineNanos(delayNanos)));
    }
  }

  /**
   * Registers a handler to be called periodically, with {@link Reason#FIRE}. It keeps its original
   * schedule: a late call does not move the later ones, and where the dispatcher was busy for whole
   * intervals, those are skipped and {@link Callback#missed} counts them.
   *
   * @param delay until the first call; negative: one interval
   * @param interval more than zero
   * @throws IllegalArgumentException where the interval is not
   * @throws IllegalStateException after {@link #close}
   */
  public Callback every(Duration delay, Duration interval, Handler handler) {
    return every(Delays.nanos(delay), Delays.nanos(interval), handler);
  }

  /**
   * As {@link #every(Duration, Duration, Handler)}, in seconds, fractions included, rounded up to
   * the nanosecond.
   *
   * @throws IllegalArgumentException where a time is infinite or not a number, or the interval is
   *     not positive
   * @throws IllegalStateException after {@link #close}
   */
  public Callback every(double delaySeconds, double intervalSeconds, Handler handler) {
    return every(
        Delays.nanos("delay", delaySeconds), Delays.nanos("interval", intervalSeconds), handler);
  }

  private Callback every(long delayNanos, long intervalNanos, Handler handler) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("a timer's interval must be more than 0");
    }
    long firstNanos = delayNanos < 0 ? intervalNanos : delayNanos;
    try (Claim _ = claim()) {
      return loop.addTimer(
          new Timer.Periodic(this, handler, deadlineNanos(firstNanos), intervalNanos));
    }
  }

  /** From the time it is, not from the turn's: a slow handler must not make a timer early. */
  private long deadlineNanos(long delayNanos) {
    ownership.checkUsable();
    return kernel.nanoTime() + delayNanos;
  }

  /**
   * Registers a handler to be called with {@link Reason#IDLE} in turns that have nothing else to
   * do. Where several are registered, each quiet turn calls one, in rotation. While there is one,
   * the dispatcher does not sleep.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public Callback whenIdle(Handler handler) {
    try (Claim _ = claim()) {
      ownership.checkUsable();
      return loop.addIdle(new IdleTask(this, handler));
    }
  }

  /**
   * Has a handler called, with {@link Reason#FIRE}, whenever nothing has {@linkplain
   * IdleTimeout#touch touched} the timeout for so long; and again, after as long, until it is
   * cancelled. Early by a turn's length at most, for a touch counts from the turn's beginning.
   *
   * @throws IllegalArgumentException where the timeout is not more than 0
   * @throws IllegalStateException after {@link #close}
   */
  public IdleTimeout idleAfter(Duration timeout, Handler handler) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("an idle timeout must be more than 0, not " + timeout);
    }
    try (Claim _ = claim()) {
      ownership.checkUsable();
      long timeoutNanos = Delays.nanos(timeout);
      return loop.addTimer(new IdleTimeout(this, handler, kernel.nanoTime(), timeoutNanos));
    }
  }

  /**
   * Has an endpoint notified when its source is closed, by any caller, although it may never
   * register a callback. An endpoint that registers one needs no call of this.
   *
   * @throws IllegalArgumentException where the source is closed, of another kernel, or watched for
   *     another endpoint
   * @throws IllegalStateException after {@link #close}
   */
  public void adopt(Endpoint endpoint) {
    try (Claim _ = claim()) {
      ownership.checkUsable();
      watchOf(endpoint);
    }
  }

  /**
   * Cancels every callback registered for an endpoint, as {@link Callback#cancel} does, those that
   * the endpoint registered itself included: for endpoints that know what they are about.
   *
   * @throws IllegalArgumentException where the endpoint belongs to another dispatcher
   */
  public void cancelAll(Endpoint endpoint) {
    try (Claim _ = claim(StackRoom.TO_LEAVE)) {
      SourceWatch watch = ownWatch(endpoint);
      if (watch != null) {
        watch.cancelAll();
      }
    }
  }

  /**
   * Keeps these reasons of an endpoint from all its callbacks until {@link #resume}. Paused twice
   * is paused once. It is for the endpoint's users: what the endpoint itself {@linkplain #mask
   * masks} is another matter, and neither ends the other.
   *
   * @throws IllegalArgumentException where the endpoint is closed
   */
  public void pause(Endpoint endpoint, int reasons) {
    try (Claim _ = claim()) {
      watchOf(endpoint).pause(reasons);
    }
  }

  /**
   * Ends a {@link #pause}.
   *
   * @throws IllegalArgumentException where the endpoint is closed
   */
  public void resume(Endpoint endpoint, int reasons) {
    try (Claim _ = claim()) {
      watchOf(endpoint).resume(reasons);
    }
  }

  /**
   * Keeps these reasons, and no others, from all callbacks until the next call: for the endpoint
   * itself, which stops reading while its output is stuck, or after the end, and calls this anew
   * whenever that has changed.
   *
   * @param reasons any of {@link Reason#IO}; 0 for none
   * @throws IllegalArgumentException where the endpoint is closed
   */
  public void mask(Endpoint endpoint, int reasons) {
    mask(endpoint, reasons, 0);
  }

  /**
   * As {@link #mask(Endpoint, int)}, and has other reasons delivered only where they are
   * {@linkplain #hold held}: for an endpoint that has read the end, which its source goes on
   * reporting.
   *
   * @param heldOnly any of {@link Reason#IO}; 0 for none
   * @throws IllegalArgumentException where the endpoint is closed
   */
  public void mask(Endpoint endpoint, int reasons, int heldOnly) {
    try (Claim _ = claim()) {
      watchOf(endpoint).mask(reasons, heldOnly);
    }
  }

  /**
   * Delivers these reasons of an endpoint in the next turn, without the kernel: for input that was
   * taken out of the source and waits in a buffer, where the kernel can't see it. The rules are
   * those of kernel readiness: the dispatcher calls each callback that is registered and interested
   * then, once; a handler that leaves input behind holds it again. Reasons that are paused or
   * masked, or that no callback waits for, stay held until a callback can be called, or until
   * {@link #release}. The hold ends with the source. A turn does not wait while it can deliver a
   * held reason.
   *
   * @param reasons any of {@link Reason#IO}; 0 changes nothing
   * @throws IllegalArgumentException where the endpoint is closed, or for other reasons
   */
  public void hold(Endpoint endpoint, int reasons) {
    try (Claim _ = claim()) {
      if ((reasons & ~Reason.IO) != 0) {
        throw new IllegalArgumentException(
            "READ, WRITE and EXCEPT can be held, not " + Reason.describe(reasons));
      }
      watchOf(endpoint).hold(reasons);
    }
  }

  /**
   * Ends a {@link #hold}: what was not delivered yet will not be, in this turn either. Does nothing
   * where the endpoint is closed.
   *
   * @param reasons any of {@link Reason#IO}
   * @throws IllegalArgumentException where the endpoint belongs to another dispatcher
   */
  public void release(Endpoint endpoint, int reasons) {
    try (Claim _ = claim()) {
      SourceWatch watch = ownWatch(endpoint);
      if (watch != null) {
        watch.release(reasons);
      }
    }
  }

  /** Whether one of these reasons of an endpoint is {@linkplain #hold held}, delivered or not. */
  public boolean isHeld(Endpoint endpoint, int reasons) {
    ownership.checkThread();
    SourceWatch watch = ownWatch(endpoint);
    return watch != null && ((watch.held | watch.ripe) & reasons) != 0;
  }

  /**
   * Has these reasons of an endpoint, and no others, hold beside what the kernel reports until the
   * next call, turn after turn as long as a callback waits for them: for the endpoint itself, while
   * there is input in it that the kernel can't see. Reasons that users {@linkplain #hold hold} are
   * apart from these, and neither ends the other.
   *
   * @param reasons any of {@link Reason#IO}; 0 for none
   * @throws IllegalArgumentException where the endpoint is closed
   */
  public void show(Endpoint endpoint, int reasons) {
    try (Claim _ = claim()) {
      watchOf(endpoint).show(reasons);
    }
  }

  /**
   * Registers the endpoint's own handler, as {@link #onIo} does that of a user: what is paused or
   * masked is delivered to it all the same, and before anybody else is called. For an endpoint that
   * must read in order to write, or write in order to read.
   *
   * @param reasons any of {@link Reason#IO}; 0 keeps it registered and quiet
   * @throws IllegalArgumentException for other reasons, and as {@link #onIo} for the endpoint
   * @throws UnsupportedOperationException as {@link #onIo}
   * @throws IllegalStateException where the endpoint has one, or after {@link #close}
   */
  public Callback drive(Endpoint endpoint, int reasons, Handler handler) {
    try (Claim _ = claim()) {
      ownership.checkUsable();
      checkInterest(reasons);
      SourceWatch watch = watchOf(endpoint);
      if (watch.driver != null) {
        throw new IllegalStateException(endpoint + " is driven already");
      }
      return loop.addDriver(watch, reasons, handler);
    }
  }

  /** Whether a callback waits for one of these reasons of an endpoint, delivered now or not. */
  public boolean isAwaited(Endpoint endpoint, int reasons) {
    ownership.checkThread();
    SourceWatch watch = ownWatch(endpoint);
    return watch != null && (watch.awaited(null) & reasons) != 0;
  }

  /** Whether any callback is registered for an endpoint, for any reason or none. */
  public boolean isWatched(Endpoint endpoint) {
    ownership.checkThread();
    SourceWatch watch = ownWatch(endpoint);
    return watch != null && watch.first != null;
  }

  /**
   * Whether one of these reasons of an endpoint is {@link #pause paused}, or {@link #mask masked}
   * and not delivered when its source is ready.
   */
  public boolean isPaused(Endpoint endpoint, int reasons) {
    ownership.checkThread();
    SourceWatch watch = ownWatch(endpoint);
    return watch != null && (~watch.reported() & reasons) != 0;
  }

  /**
   * Objects that a layer above keeps for this dispatcher: one of each kind, made when it is first
   * asked for. It is kept as long as the dispatcher is; nothing closes it.
   *
   * @param maker makes the object; must not ask for the same kind
   */
  public <T> T attachment(Class<T> kind, Supplier<T> maker) {
    ownership.checkThread();
    return attachments.get(Objects.requireNonNull(kind, "no kind"), maker);
  }

  /**
   * Runs a task on this thread at the end of the turn, or of the next one where none is under way:
   * on a fresh stack, after every callback of the turn. For layers that must report something
   * without calling back from within a call. Once a {@link #close} is done with, it never runs; a
   * close does not wait for ever for tasks that go on deferring others.
   */
  public void defer(Runnable task) {
    defer(new Deferred(task));
  }

  /** As {@link #defer(Runnable)}, with a task made beforehand, which takes no memory. */
  public void defer(Deferred task) {
    try (Claim _ = claim()) {
      loop.defer(Objects.requireNonNull(task, "no task"));
    }
  }

  /**
   * Has a task run on this thread when it is due and the dispatcher, having found nothing ready, is
   * about to sleep: for those who gather output and must not sit on it. There is one such task;
   * another one takes its place.
   */
  public void beforeSleep(BeforeSleep task) {
    ownership.checkThread();
    loop.waiting.beforeSleep(Objects.requireNonNull(task, "no task"));
  }

  /**
   * Runs a task on the dispatcher's thread, soon. From any thread. Tasks run in the order posted,
   * and those posted before {@link #close} still run.
   *
   * @throws RejectedExecutionException after {@link #close}: the task will not run
   */
  public void post(Runnable task) {
    StackRoom.check(StackRoom.TO_LEAVE);
    loop.mailbox.add(task);
    // Asked after adding: a close in between may have missed the task, or may have run it.
    if (ownership.isClosing() && loop.mailbox.remove(task)) {
      throw new RejectedExecutionException("dispatcher is closed");
    }
    kernel.wakeup();
  }

  /** Makes the dispatcher go through a turn without waiting further. From any thread. */
  public void wakeup() {
    loop.waiting.wakeupAsked();
    kernel.wakeup();
  }

  /**
   * Cancels every callback, runs the tasks posted before, and closes the kernel with every source.
   * From any thread. Within a callback, or while another thread monitors, that happens when the
   * present turn has ended; {@link #monitor} then returns. While another thread is within a call
   * outside of monitor, that call ends first, and is woken where it waits; it closes as it returns.
   * So nothing is freed under anybody, and this call may return before everything is closed. A
   * second call does nothing, but where an error has cut the first: then it goes on.
   *
   * @throws StackOverflowError where the stack has no room for all of it
   */
  @Override
  public void close() {
    StackRoom.check(3 * StackRoom.TO_END);
    ownership.close();
    if (ownership.isInside()) {
      loop.unregisterAll();
    } else {
      end();
      // For the one who is inside, if anybody is.
      wakeup();
    }
  }

  /**
   * Checks that the caller is on the dispatcher's thread.
   *
   * @throws IllegalStateException where it is not
   */
  public void checkThread() {
    ownership.checkThread();
  }

  /**
   * Checks that the caller is on the dispatcher's thread, and that it is not closed.
   *
   * @throws IllegalStateException where one is not so
   */
  public void checkUsable() {
    ownership.checkUsable();
  }

  /** Whether {@link #close} was called. From any thread. */
  public boolean isClosed() {
    return ownership.isClosing();
  }

  /** The kernel below, for those who build endpoints. */
  public Kernel kernel() {
    return kernel;
  }

  /** A copy of the list of endpoints that have callbacks registered, in no particular order. */
  public List<Endpoint> endpoints() {
    ownership.checkThread();
    return loop.watches.endpoints();
  }

  /** Reports the dispatcher's work so far. */
  public Statistics statistics() {
    ownership.checkThread();
    return Statistics.of(loop.counters);
  }

  /** The account of what is registered, fired and cancelled; off at first. */
  public Trace trace() {
    return loop.trace;
  }

  /** The account of what the endpoints on this dispatcher do; off at first. */
  public Trace endpointTrace() {
    return endpointTrace;
  }
}
