package io.echod.dispatcher;

/** The function that a {@link Callback} calls. */
@FunctionalInterface
public interface Handler {

  /**
   * Handles an event, on the dispatcher's thread. It must not block: no other callback runs
   * meanwhile.
   *
   * @param callback the registration that the event is for
   * @param reason one or more bits of {@link Reason}; all that hold at once come in one call
   * @throws Exception any failure: it is logged and counted, the callback is cancelled and its
   *     endpoint notified; the other callbacks and the dispatcher live on
   */
  void handle(Callback callback, int reason) throws Exception;
}
