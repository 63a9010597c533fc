package io.echod.dispatcher;

/** A task for the moment before the dispatcher sleeps. */
public interface Rest extends Runnable {

  /**
   * Whether there is anything to do; asked before every wait that may sleep, so it must be quick.
   */
  boolean isDue();
}
