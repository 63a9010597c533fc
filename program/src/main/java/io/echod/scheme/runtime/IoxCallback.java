package io.echod.scheme.runtime;

import gnu.mapping.Location;
import gnu.mapping.Procedure;
import gnu.mapping.WrongArguments;
import gnu.math.IntNum;
import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.Places;
import io.echod.scheme.message.Procedures;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.output.Trace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What {@code iox-onio}, {@code iox-after}, {@code iox-every} and {@code iox-whenidle} give. */
public final class IoxCallback implements Handler {

  static {
    Places.addEdge(IoxCallback.class);
  }

  /** What a callback is called with. */
  public static final String PARAMETERS = "(callback reason user-data)";

  /** How many that are. */
  public static final int ARGUMENTS = 3;

  /** Lines, or clients, delivered in one turn before others get theirs. */
  private static final int DELIVERIES_PER_TURN_MAX = 64;

  private static final Duration A_DAY = Duration.ofDays(1);

  private final IoxDispatcher dispatcher;
  private final ScriptLoop loop;
  private final Procedure procedure;

  /** Where the script defined the procedure: what is defined there later is called instead. */
  private final @Nullable Location<?> definition;

  /** Where the script registered it, as far as that is known without looking at the stack. */
  private final String registeredAt;

  private final Object userData;
  private final int reasons;
  private final boolean once;
  private final @Nullable EventSource endpoint;
  private @Nullable String signal;
  private @Nullable Callback registration;
  private @Nullable Callback redelivery;
  private @Nullable String label;
  private @Nullable String firedLine;
  private int firedFor;
  private boolean registered = true;
  private boolean delivering;
  private boolean waitsForQueue;

  private IoxCallback(
      IoxDispatcher dispatcher,
      Procedure procedure,
      Object userData,
      int reasons,
      boolean once,
      @Nullable EventSource endpoint) {
    this.dispatcher = dispatcher;
    this.procedure = procedure;
    this.userData = userData;
    this.reasons = reasons;
    this.once = once;
    this.endpoint = endpoint;
    loop = dispatcher.loop();
    definition = loop.definitionOf(procedure);
    registeredAt = loop.place();
  }

  /** Registers a procedure for what happens at an endpoint. */
  public static IoxCallback onIo(
      IoxDispatcher dispatcher,
      Procedure procedure,
      Object userData,
      int reasons,
      EventSource endpoint) {
    IoxCallback callback =
        new IoxCallback(dispatcher, procedure, userData, reasons, false, endpoint);
    if (endpoint.isOver() && !endpoint.isLost()) {
      callback.over(reasons);
      return callback;
    }
    callback.attach();
    endpoint.add(callback);
    callback.added();
    if (endpoint.refusal(reasons) != 0 || ((reasons & Reason.READ) != 0 && endpoint.holdsInput())) {
      // What has left the socket already does not make it readable.
      callback.redeliver();
    }
    return callback;
  }

  /** Has the dispatcher watch the endpoint, once there is something to watch. */
  void attach() {
    Endpoint watched = endpoint == null ? null : endpoint.watched();
    if (watched == null || endpoint == null) {
      return;
    }
    label = null;
    firedLine = null;
    if (once) {
      endpoint.whenWritten(this::soonWritten);
    } else {
      registration = loop.dispatcher().onIo(watched, reasons, this);
    }
  }

  /** Registers a procedure to be called once, when the system has taken all that was written. */
  public static IoxCallback whenWritten(
      IoxDispatcher dispatcher, Procedure procedure, Object userData, EventSource endpoint) {
    IoxCallback callback =
        new IoxCallback(dispatcher, procedure, userData, Reason.WRITE, true, endpoint);
    if (endpoint.isOver()) {
      callback.over(Reason.WRITE);
      return callback;
    }
    callback.attach();
    endpoint.add(callback);
    callback.added();
    if (endpoint.refusal(Reason.WRITE) != 0) {
      callback.redeliver();
    }
    return callback;
  }

  /** Not in this turn: who writes again and again must leave room for others. */
  private void soonWritten() {
    if (registered) {
      registration = loop.dispatcher().after(Duration.ZERO, (_, _) -> written());
    }
  }

  private void written() {
    if (loop.background().isTurning()) {
      loop.background().postpone(this, Reason.WRITE);
    } else if (registered) {
      unregister();
      call(Reason.WRITE);
    }
  }

  /** Registers a procedure to be called once, after so many seconds. */
  public static IoxCallback after(
      IoxDispatcher dispatcher, Procedure procedure, Object userData, double seconds) {
    IoxCallback callback =
        new IoxCallback(dispatcher, procedure, userData, Reason.FIRE, true, null);
    callback.registration = callback.loop.dispatcher().after(seconds, callback);
    callback.added();
    return callback;
  }

  /** Registers a procedure to be called again and again. */
  public static IoxCallback every(
      IoxDispatcher dispatcher,
      Procedure procedure,
      Object userData,
      double delaySeconds,
      double intervalSeconds) {
    IoxCallback callback =
        new IoxCallback(dispatcher, procedure, userData, Reason.FIRE, false, null);
    callback.registration =
        callback.loop.dispatcher().every(delaySeconds, intervalSeconds, callback);
    callback.added();
    return callback;
  }

  /** Registers a procedure to be called each time a signal comes that the script listens to. */
  public static IoxCallback onSignal(
      IoxDispatcher dispatcher, Procedure procedure, Object userData, String signal) {
    IoxCallback callback =
        new IoxCallback(dispatcher, procedure, userData, Reason.FIRE, false, null);
    callback.signal = signal;
    // While nothing else is registered, the dispatcher sleeps for it and does not end.
    callback.registration = callback.loop.dispatcher().every(A_DAY, A_DAY, (_, _) -> {});
    callback.loop.signals().add(signal, callback);
    callback.added();
    return callback;
  }

  /** Its signal has come. */
  void signalled() {
    if (registered && loop.background().isTurning()) {
      loop.background().postpone(this, Reason.FIRE);
    } else if (registered) {
      call(Reason.FIRE);
    }
  }

  /** Registers a procedure to be called in every turn that has nothing else to do. */
  public static IoxCallback whenIdle(
      IoxDispatcher dispatcher, Procedure procedure, Object userData) {
    IoxCallback callback =
        new IoxCallback(dispatcher, procedure, userData, Reason.IDLE, false, null);
    callback.registration = callback.loop.dispatcher().whenIdle(callback);
    callback.added();
    return callback;
  }

  /** There is nothing to be called for any more: that is no mistake of the script's. */
  private void over(int asked) {
    registered = false;
    if ((asked & Reason.CANCEL) != 0) {
      loop.dispatcher().defer(() -> cancelled());
    }
  }

  private void added() {
    dispatcher.add(this);
    trace("registered ");
  }

  private void trace(String what) {
    Trace trace = loop.trace();
    if (trace.tracesDispatcher()) {
      trace.dispatcher(what, label());
    }
  }

  @Override
  public void handle(Callback callback, int holding) {
    if (holding == Reason.CANCEL && registered && endpoint != null && endpoint.isLost()) {
      // It is called once more, and told of the cancel behind that.
      registration = null;
    } else if (holding == Reason.CANCEL) {
      cancelled();
    } else if (loop.background().isTurning()) {
      // Readiness is told again; what happens by itself would not be.
      if (holding == Reason.FIRE) {
        loop.background().postpone(this, holding);
      }
    } else if (endpoint != null) {
      delivering = true;
      int left = endpoint.prepare(holding);
      delivering = false;
      if (left != 0) {
        deliver(endpoint, left);
      }
    } else {
      if (once) {
        forget();
      }
      call(holding);
    }
  }

  private void cancelled() {
    if (loop.background().isTurning()) {
      loop.background().postpone(this, Reason.CANCEL);
    } else {
      call(Reason.CANCEL);
    }
  }

  /** Is told what it was not told when it happened, as the script did not monitor. */
  void handlePostponed(int holding) {
    if ((holding & Reason.CANCEL) != 0) {
      call(Reason.CANCEL);
    } else if (endpoint != null && once && endpoint.refusal(reasons) == 0) {
      written();
    } else if (endpoint != null) {
      deliverHeld();
    } else if (registered) {
      if (once) {
        forget();
      }
      call(holding);
    }
  }

  /** Calls the script, again as long as it takes input that is here already. */
  private void deliver(EventSource source, int first) {
    delivering = true;
    try {
      deliverSome(source, first);
    } finally {
      delivering = false;
    }
  }

  private void deliverSome(EventSource source, int first) {
    int holding = first;
    for (int count = 1; ; count++) {
      long takenBefore = source.inputTaken();
      call(holding);
      if (!registered) {
        return;
      }
      if ((reasons & Reason.READ) == 0 || !source.holdsInput()) {
        if (source.refusal(reasons) != 0) {
          // The words of a lost connection have been taken: nothing else would tell of its end.
          redeliver();
        }
        return;
      }
      if (count == DELIVERIES_PER_TURN_MAX || source.inputTaken() == takenBefore) {
        redeliver();
        return;
      }
      if (!mayDeliver(source)) {
        return;
      }
      holding = Reason.READ;
    }
  }

  /** Whether what is here may be delivered now; if not, it will be when it may. */
  private boolean mayDeliver(EventSource source) {
    if (waitsForQueue) {
      return false;
    }
    waitsForQueue =
        !source.mayDeliver(() -> {
          waitsForQueue = false;
          deliverHeld();
        });
    return !waitsForQueue;
  }

  /**
   * Input was read that does not make the socket readable any more: it is delivered none the less.
   */
  void inputHeld() {
    boolean refused = endpoint != null && endpoint.refusal(reasons) != 0;
    if (refused || (!delivering && (reasons & Reason.READ) != 0)) {
      redeliver();
    }
  }

  /** Delivers in the next turn what is here already. */
  private void redeliver() {
    if (redelivery == null) {
      redelivery =
          loop.dispatcher()
              .after(
                  Duration.ZERO,
                  (_, _) -> {
                    redelivery = null;
                    deliverHeld();
                  });
    }
  }

  private void deliverHeld() {
    if (loop.background().isTurning()) {
      loop.background().postpone(this, Reason.READ);
    } else if (registered && endpoint != null && endpoint.refusal(reasons) != 0) {
      refuse(once && endpoint.isLost() ? 0 : reasons & endpoint.refusal(reasons));
    } else if (registered && endpoint != null && endpoint.holdsInput() && mayDeliver(endpoint)) {
      deliver(endpoint, Reason.READ);
    }
  }

  /**
   * The call that it waits for has failed, or the connection is lost: it is called once for that.
   */
  private void refuse(int holding) {
    if (holding != 0) {
      call(holding);
    }
    unregister();
  }

  private void call(int holding) {
    if (loop.ending().hasExited()) {
      return;
    }
    if (holding == Reason.IDLE) {
      // While there are idle tasks the loop never waits, which is when this is done otherwise.
      loop.display().deliver();
    }
    if (loop.trace().tracesDispatcher()) {
      loop.trace().fired(firedLine(holding));
    }
    loop.enter(this, holding);
    try {
      procedure().apply3(this, IntNum.make(holding), userData);
    } catch (Throwable failure) {
      loop.failed(this, withCounts(failure));
    } finally {
      loop.leave();
    }
  }

  /** One defined anew may take another number of arguments. */
  private Throwable withCounts(Throwable failure) {
    Procedure current = procedure();
    return failure instanceof WrongArguments && !Procedures.takes(current, ARGUMENTS)
        ? new SchemeError(Mistakes.wrongCount(current, ARGUMENTS) + ": " + PARAMETERS, failure)
        : failure;
  }

  private Procedure procedure() {
    if (definition == null) {
      return procedure;
    }
    return definition.get(null) instanceof Procedure current ? current : procedure;
  }

  /** Whose it is. */
  public IoxDispatcher dispatcher() {
    return dispatcher;
  }

  /** Ends the registration; false where it had ended before. */
  public boolean cancel() {
    if (!registered) {
      return false;
    }
    trace("cancelled ");
    unregister();
    return true;
  }

  /** The same without a word. */
  void unregister() {
    if (!registered) {
      return;
    }
    if (registration != null) {
      registration.cancel();
    } else if ((reasons & Reason.CANCEL) != 0) {
      loop.dispatcher().defer(this::cancelled);
    }
    if (redelivery != null) {
      redelivery.cancel();
      redelivery = null;
    }
    if (endpoint != null) {
      endpoint.remove(this);
    }
    if (signal != null) {
      loop.signals().remove(signal, this);
    }
    forget();
  }

  private void forget() {
    registered = false;
    dispatcher.remove(this);
  }

  /** It has failed: a listener goes on, anything else ends. Tells which, for the message. */
  String fail() {
    if (endpoint == null) {
      cancel();
      return "cancelled";
    }
    return endpoint.callbackFailed();
  }

  /** Where its procedure is defined, or where it is registered if the procedure has no name. */
  String place() {
    String place = procedure().getSourceLocation();
    return place == null ? registeredAt : place;
  }

  String procedureName() {
    String name = procedure.getName();
    return name == null || name.isEmpty() ? "a lambda" : name;
  }

  /** What the trace says when it is called: nearly always for the same reason. */
  private String firedLine(int holding) {
    String line = firedLine;
    if (line == null || holding != firedFor) {
      String where = endpoint == null ? "" : " on " + endpoint.label();
      line = "iox: fired " + Reason.describe(holding) + " to " + procedureName() + where + "\n";
      firedLine = line;
      firedFor = holding;
    }
    return line;
  }

  /** Its procedure and what it waits for. */
  String label() {
    String text = label;
    if (text == null) {
      text = procedureName() + " for " + Reason.describe(reasons);
      if (endpoint != null) {
        text += " on " + endpoint.label();
      }
      label = text;
    }
    return text;
  }

  @Override
  public String toString() {
    return "#<callback " + label() + (registered ? ">" : ", cancelled>");
  }
}
