package io.echod.net.drain;

/** Is notified that a {@link Drain} is over. */
@FunctionalInterface
public interface DrainCompletion {

  /**
   * Called once, on the dispatcher's thread, when every connection drained has closed.
   *
   * @param cut the connections that were not done by the deadline, and were reset; 0 or more
   */
  void done(int cut);
}
