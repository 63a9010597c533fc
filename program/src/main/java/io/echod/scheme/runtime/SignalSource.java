package io.echod.scheme.runtime;

/** The source of the process's signals for a script. */
@FunctionalInterface
public interface SignalSource {

  /**
   * Has an action run, on any thread, each time a signal comes.
   *
   * @param name without its SIG, such as HUP
   * @return false where the signal is none that scripts may have, on this system
   */
  boolean on(String name, Runnable action);
}
