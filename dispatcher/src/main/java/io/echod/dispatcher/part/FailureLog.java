package io.echod.dispatcher.part;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Where failures are logged. The logger is got beforehand: a class that is first needed when memory
 * has run out may stay unusable for good.
 */
public final class FailureLog {

  private static final Logger LOGGER = System.getLogger("io.echod.dispatcher.Dispatcher");

  private FailureLog() {}

  /** Has the class, and the logger, ready. */
  public static void prepare() {
    LOGGER.isLoggable(Level.ERROR);
    Fault.values();
  }

  /** Logs a failure, and never throws: the counter of failures has it, anyway. */
  public static void write(Fault what, Object whose, Throwable failure) {
    try {
      LOGGER.log(Level.ERROR, what.text + ": " + whose, failure);
    } catch (Throwable unspeakable) {
      writeShort(what, failure);
    }
  }

  /** As above, without the name of the part that has failed, which may be what can't be said. */
  private static void writeShort(Fault what, Throwable failure) {
    try {
      LOGGER.log(Level.ERROR, what.text, failure);
    } catch (Throwable ignored) {
      // Out of memory even for the log.
    }
  }
}
