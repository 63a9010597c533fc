package io.echod.dispatcher;

import io.echod.dispatcher.part.Counters;
import io.echod.dispatcher.part.FailureLog;
import io.echod.dispatcher.part.Fault;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Contains the exceptions and errors of code that is not the dispatcher's own, so that the loop
 * lives on. Nothing here runs for a handler or a task that returns.
 */
final class Containment {

  private final Counters counters;
  private final ThreadOwnership ownership;

  Containment(Counters counters, ThreadOwnership ownership) {
    this.counters = counters;
    this.ownership = ownership;
  }

  /** Runs a task that is not ours, and contains what it throws. */
  void run(Fault ifItFails, Object whose, Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      if (!isSettled(failure)) {
        note(ifItFails, whose, failure);
      }
    }
  }

  /**
   * Whether a failure is no mistake of the code it comes out of: an endpoint's own, of which that
   * endpoint is notified here, or one that only says that another thread has closed the dispatcher.
   */
  boolean isSettled(Throwable failure) {
    EndpointFailure own = ownFailure(failure);
    if (own != null) {
      notifyOwner(own);
      return true;
    }
    return failure instanceof ClosedDispatcherException && ownership.isClosing();
  }

  /** Whose failure it is, where that is said; a handler without checked exceptions wraps it. */
  private static @Nullable EndpointFailure ownFailure(Throwable failure) {
    Throwable thrown =
        failure instanceof UncheckedIOException wrapper ? wrapper.getCause() : failure;
    return thrown instanceof EndpointFailure own ? own : null;
  }

  private void notifyOwner(EndpointFailure own) {
    try {
      own.endpoint().failed(own);
    } catch (Throwable another) {
      note(Fault.ENDPOINT_END, own, another);
    }
  }

  /** Whether an endpoint has ended because of a failure. */
  boolean endedBy(Endpoint endpoint, Throwable failure) {
    try {
      return endpoint.endedBy(failure);
    } catch (Throwable another) {
      note(Fault.REASON, endpoint, another);
      return false;
    }
  }

  /** Counts and logs a failure. Nothing of it may throw: the loop must live. */
  void note(Fault what, Object whose, Throwable failure) {
    counters.failures++;
    FailureLog.write(what, whose, failure);
  }
}
