package io.echod.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** SIGTERM and SIGINT: the first asks to stop, the second ends the process at once. */
final class Signals {

  private Signals() {}

  static void onStop(Runnable stop) {
    AtomicBoolean asked = new AtomicBoolean();
    for (String name : new String[] {"TERM", "INT"}) {
      // The JDK's own answer would be to run shutdown hooks, exit with 143, and ignore a second
      // one.
      Signal.handle(
          new Signal(name),
          _ -> {
            if (asked.getAndSet(true)) {
              Runtime.getRuntime().halt(1);
            }
            stop.run();
          });
    }
  }
}
