package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/** A callback for the readiness of a source; a link in the chain of its {@link SourceWatch}. */
final class IoCallback extends Callback {

  final SourceWatch watch;
  final int registeredInTurn;
  byte interest;

  @Nullable IoCallback next;

  IoCallback(SourceWatch watch, Handler handler, int interest, int turn) {
    super(watch.dispatcher, handler);
    this.watch = watch;
    this.interest = (byte) interest;
    registeredInTurn = turn;
  }

  @Override
  public Endpoint endpoint() {
    return watch.endpoint;
  }

  @Override
  void detach() {
    watch.unlink(this);
  }

  @Override
  void detached() {
    watch.update();
  }

  @Override
  public void interest(int reasons) {
    try (Claim _ = dispatcher.claim()) {
      dispatcher.checkUsable();
      if (!registered) {
        throw new IllegalStateException(this + " is not registered any more");
      }
      dispatcher.checkInterest(reasons);
      // First what may fail.
      if (this == watch.driver) {
        watch.setDriven(reasons);
      } else {
        watch.setInterest(watch.awaited(this) | reasons);
      }
      interest = (byte) reasons;
    }
  }

  @Override
  String describe() {
    return "I/O callback for " + Reason.describe(interest) + " on " + watch.endpoint;
  }
}
