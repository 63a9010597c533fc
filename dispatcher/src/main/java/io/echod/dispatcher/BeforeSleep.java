package io.echod.dispatcher;

/** A task for the moment before the dispatcher sleeps. */
public interface BeforeSleep extends Runnable {

  /**
   * Whether there is anything to do; asked before every wait that may sleep, but where nothing was
   * called since the task has run. It must be quick.
   */
  boolean isDue();
}
