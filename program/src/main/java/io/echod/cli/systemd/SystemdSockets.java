package io.echod.cli.systemd;

import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.server.HandedSocket;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that systemd has opened for a service (systemd.socket(5)), as sd_listen_fds(3) finds
 * them: {@code LISTEN_FDS} of them, from descriptor 3 on, for the process {@code LISTEN_PID}.
 */
public final class SystemdSockets {

  /** SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  private static final int COUNT_MAX = 1024;

  /** The name of those that have none (sd_listen_fds_with_names(3)). */
  private static final String UNNAMED = "unknown";

  private SystemdSockets() {}

  /** Whether the environment names some, for this process or another. */
  public static boolean areThere(Map<String, String> variables) {
    return variables.containsKey("LISTEN_FDS");
  }

  /**
   * Looks at those for this process; none where they are for another one.
   *
   * @param kernel of the kind that will take them over
   * @throws BadValue where the variables are wrong, or a descriptor is none to serve on
   */
  public static List<HandedSocket> find(Map<String, String> variables, Kernel kernel) {
    if (!isForThisProcess(variables.getOrDefault("LISTEN_PID", ""))) {
      return List.of();
    }
    int count = count(variables.getOrDefault("LISTEN_FDS", ""));
    List<String> names = names(variables.get("LISTEN_FDNAMES"), count);
    List<HandedSocket> sockets = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      sockets.add(new HandedSocket(names.get(index), look(kernel, FIRST + index)));
    }
    return sockets;
  }

  /** False without the variable, as sd_listen_fds(3) has it. */
  private static boolean isForThisProcess(String process) {
    if (!process.isEmpty() && !process.matches("[1-9][0-9]{0,9}")) {
      throw new BadValue("$LISTEN_PID: '" + process + "' is not the number of a process");
    }
    return process.equals(Long.toString(ProcessHandle.current().pid()));
  }

  private static int count(String text) {
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > COUNT_MAX) {
      throw new BadValue(
          "$LISTEN_FDS: '" + text + "' is not a whole number from 1 to " + COUNT_MAX);
    }
    return Integer.parseInt(text);
  }

  private static List<String> names(@Nullable String text, int count) {
    if (text == null) {
      return Collections.nCopies(count, UNNAMED);
    }
    List<String> names = List.of(text.split(":", -1));
    if (names.size() != count) {
      throw new BadValue(
          "$LISTEN_FDNAMES: '"
              + text
              + "' has "
              + names.size()
              + (names.size() == 1 ? " name" : " names")
              + ", and $LISTEN_FDS says "
              + count
              + "; separate one for each by colons");
    }
    return names;
  }

  private static InheritedSocket look(Kernel kernel, int descriptor) {
    try {
      return kernel.inherited(descriptor);
    } catch (IOException failure) {
      throw new BadValue("$LISTEN_FDS: descriptor " + descriptor + ": " + failure.getMessage());
    }
  }
}
