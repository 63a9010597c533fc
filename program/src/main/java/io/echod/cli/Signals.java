package io.echod.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** SIGTERM and SIGINT: the first asks to stop, the second ends the process at once. */
final class Signals {

  /** What shells add to the number of the signal that has ended a process. */
  private static final int SIGNALLED = 128;

  private static final List<String> NAMES = List.of("TERM", "INT");

  private Signals() {}

  /**
   * While there is nothing to stop, either ends the process. The JDK's own answer would be to run
   * shutdown hooks, which, in the middle of a start, comes with stories of classes and logs.
   */
  static void endAtOnce() {
    for (String name : NAMES) {
      Signal.handle(
          new Signal(name), signal -> Runtime.getRuntime().halt(SIGNALLED + signal.getNumber()));
    }
  }

  /** From now on, they ask to stop. */
  static void onStop(Runnable stop) {
    AtomicBoolean asked = new AtomicBoolean();
    for (String name : NAMES) {
      // The JDK's own answer would be to exit with 143, and to ignore a second one.
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
