package io.echod.cli.command;

import io.echod.cli.output.StandardStreams;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * The signals that the program answers. SIGTERM, SIGINT and SIGHUP ask it to stop, but SIGHUP asks
 * a server to read its settings again; a second SIGTERM or SIGINT ends it at once. A signal that is
 * ignored when it starts stays ignored, as nohup(1) has it for SIGHUP.
 */
public final class Signals {

  /** The number that shells add to that of the signal that has ended a process. */
  private static final int SIGNALLED = 128;

  private static final List<String> NAMES = List.of("TERM", "INT");

  /** Those that no part of the program answers in another way while a script runs. */
  private static final Set<String> OF_SCRIPTS = Set.of("HUP", "USR1", "CONT", "WINCH");

  private Signals() {}

  /**
   * While there is nothing to stop, either ends the process. The JDK's own answer would be to run
   * shutdown hooks, which, in the middle of a start, comes with stories of classes and logs.
   */
  public static void endAtOnce() {
    for (String name : NAMES) {
      Signal.handle(
          new Signal(name), signal -> Runtime.getRuntime().halt(SIGNALLED + signal.getNumber()));
    }
  }

  /**
   * Has one of them ask to stop, once.
   *
   * @param stop is given the signal's name, on a thread made for it
   */
  public static void onStop(Consumer<String> stop) {
    AtomicBoolean asked = new AtomicBoolean();
    // The JDK's own answer would be to exit with 143, and to ignore a second one.
    for (String name : NAMES) {
      Signal.handle(
          new Signal(name),
          _ -> {
            if (asked.getAndSet(true)) {
              StandardStreams.finish();
              Runtime.getRuntime().halt(1);
            }
            stop.accept("SIG" + name);
          });
    }
    // The end of a terminal may send it several times.
    handleIfKnown(
        "HUP",
        () -> {
          if (!asked.getAndSet(true)) {
            stop.accept("SIGHUP");
          }
        });
  }

  /** Has SIGUSR1 ask for a report, as often as it comes. */
  public static void onReport(Runnable report) {
    handleIfKnown("USR1", report);
  }

  /**
   * Has SIGHUP ask to read everything again, as often as it comes, and not to stop; after {@link
   * #onStop}. Where it is ignored at the start it stays so.
   */
  public static void onReload(Runnable reload) {
    handleIfKnown("HUP", reload);
  }

  /**
   * Has a signal that a script may have run an action, as often as it comes; after {@link #onStop}.
   *
   * @param name without its SIG
   * @return false where it is none of those, or the system does not give it
   */
  public static boolean onScript(String name, Runnable action) {
    return OF_SCRIPTS.contains(name) && handleIfKnown(name, action);
  }

  /** Not on every system, nor where the virtual machine has it for itself. */
  private static boolean handleIfKnown(String name, Runnable action) {
    try {
      Signal.handle(new Signal(name), _ -> action.run());
      return true;
    } catch (IllegalArgumentException unknown) {
      return false;
    }
  }
}
