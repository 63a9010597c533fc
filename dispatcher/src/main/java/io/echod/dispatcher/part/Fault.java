package io.echod.dispatcher.part;

/**
 * A dispatcher's messages about failures. Made beforehand: where memory has run out, a text that is
 * needed for the first time can't be had.
 */
public enum Fault {
  BEFORE_SLEEP("the task before a sleep failed"),
  BEFORE_SLEEP_DUE("the task before a sleep failed, and is taken out"),
  WAIT("no memory to wait with"),
  LOSS("an endpoint failed at its loss"),
  CONTAINING("a failure could not be dealt with"),
  HANDLER("a handler failed, and is cancelled"),
  REASON("an endpoint failed to say why it ended"),
  TASK("a posted task failed"),
  DEFERRED("a deferred task failed"),
  ENDPOINT_END("an endpoint failed to end"),
  ENDPOINT_CLOSE("an endpoint failed to close"),
  CANCEL("a callback could not be cancelled cleanly"),
  KERNEL_CLOSE("the kernel failed to close"),
  SETTLING("tasks go on deferring others, and are dropped");

  public final String text;

  Fault(String text) {
    this.text = text;
  }
}
