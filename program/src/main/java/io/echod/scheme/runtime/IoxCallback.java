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

/**
 * The result of {@code iox-onio}, {@code iox-after}, {@code iox-every} and {@code iox-whenidle}.
 */
public final class IoxCallback implements Handler {

  static {
    Places.addEdge(IoxCallback.class);
  }

  /** The arguments of a callback. */
  public static final String PARAMETERS = "(callback reason user-data)";

  /** How many that are. */
  public static final int ARGUMENTS = 3;

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
  private final @Nullable Delivery delivery;
  private final CallbackLabel label;
  private @Nullable String signal;
  private @Nullable Callback registration;
  private boolean registered = true;

  /**
   * One that nothing is registered for yet.
   *
   * @param once whether it ends with its first call
   * @param endpoint what it is for; null of timers, signals and idle tasks
   */
  IoxCallback(
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
    delivery = endpoint == null ? null : new Delivery(this, endpoint, reasons);
    label = new CallbackLabel(procedure, reasons, endpoint);
  }

  /** Is called by a timer or an idle task from now on. */
  void registered(Callback with) {
    registration = with;
    added();
  }

  /** Is called for a signal from now on. */
  void registered(Callback with, String forSignal) {
    signal = forSignal;
    loop.signals().add(forSignal, this);
    registered(with);
  }

  /** Is called for what its endpoint has from now on, or once that is connected. */
  void registered(EventSource with) {
    attach();
    with.add(this);
    added();
    if (delivery != null) {
      delivery.begin();
    }
  }

  private void added() {
    dispatcher.add(this);
    trace("registered ");
  }

  /** Has the dispatcher watch the endpoint, once there is something to watch. */
  void attach() {
    Endpoint watched = endpoint == null ? null : endpoint.watched();
    if (watched == null || endpoint == null) {
      return;
    }
    label.renew();
    if (once) {
      endpoint.whenWritten(this::soonWritten);
    } else {
      registration = loop.dispatcher().onIo(watched, reasons, this);
    }
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

  /** Its signal has come. */
  void signalled() {
    if (registered && loop.background().isTurning()) {
      loop.background().postpone(this, Reason.FIRE);
    } else if (registered) {
      call(Reason.FIRE);
    }
  }

  /** There is nothing to be called for any more: that is no mistake of the script's. */
  void over() {
    registered = false;
    if ((reasons & Reason.CANCEL) != 0) {
      loop.dispatcher().defer(this::cancelled);
    }
  }

  private void trace(String what) {
    Trace trace = loop.trace();
    if (trace.tracesDispatcher()) {
      trace.dispatcher(what, label());
    }
  }

  @Override
  public void handle(Callback callback, int holding) {
    if (holding == Reason.CANCEL && registered && isLost()) {
      // It is called once more, and for the cancel behind that.
      registration = null;
    } else if (holding == Reason.CANCEL) {
      cancelled();
    } else if (loop.background().isTurning()) {
      // Readiness is reported again; events that happen by themselves would not be.
      if (holding == Reason.FIRE) {
        loop.background().postpone(this, holding);
      }
    } else if (delivery != null) {
      delivery.reported(holding);
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

  /**
   * Is called for events that it was not called for when they happened, as the script did not
   * monitor.
   */
  void handlePostponed(int holding) {
    if ((holding & Reason.CANCEL) != 0) {
      call(Reason.CANCEL);
    } else if (endpoint != null && once && endpoint.refusal(reasons) == 0) {
      written();
    } else if (delivery != null) {
      delivery.deliverHeld();
    } else if (registered) {
      if (once) {
        forget();
      }
      call(holding);
    }
  }

  /** Input was read that does not make the socket readable any more. */
  void inputHeld() {
    if (delivery != null) {
      delivery.inputHeld();
    }
  }

  /**
   * The call that it waits for has failed, or the connection is lost: it is called once for that.
   */
  void refuse(int holding) {
    if (holding != 0 && !(once && isLost())) {
      call(holding);
    }
    unregister();
  }

  private boolean isLost() {
    return endpoint != null && endpoint.isLost();
  }

  /** Calls the script. */
  void call(int holding) {
    if (loop.ending().hasExited()) {
      return;
    }
    if (holding == Reason.IDLE) {
      // While there are idle tasks the loop never waits, which is when this is done otherwise.
      loop.display().deliver();
    }
    if (loop.trace().tracesDispatcher()) {
      loop.trace().fired(label.firedLine(holding));
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

  ScriptLoop loop() {
    return loop;
  }

  /** Whether it may be called again. */
  boolean isRegistered() {
    return registered;
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

  /** As above without a message. */
  void unregister() {
    if (!registered) {
      return;
    }
    if (registration != null) {
      registration.cancel();
    } else if ((reasons & Reason.CANCEL) != 0) {
      loop.dispatcher().defer(this::cancelled);
    }
    if (delivery != null) {
      delivery.end();
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

  /** It has failed: a listener goes on, anything else ends. Says which, for the message. */
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

  /** Its procedure and what it waits for. */
  String label() {
    return label.toString();
  }

  @Override
  public String toString() {
    return "#<callback " + label() + (registered ? ">" : ", cancelled>");
  }
}
