package io.echod.cli.bench;

import io.echod.settings.BadValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many file descriptors this process may have. */
final class DescriptorLimit {

  /** What a program needs beside its connections. */
  private static final int OTHERS = 64;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]+) ");

  private DescriptorLimit() {}

  /**
   * Checks that there are enough for so many connections.
   *
   * @throws BadValue where there are not; the message says what to do
   */
  static void check(int connections) {
    check(connections, read(LIMITS));
  }

  static void check(int connections, OptionalLong limit) {
    if (limit.isPresent() && connections + (long) OTHERS > limit.getAsLong()) {
      throw new BadValue(
          "--connections: "
              + connections
              + " connections need "
              + (connections + (long) OTHERS)
              + " file descriptors, and this process may have "
              + limit.getAsLong()
              + "; raise its limit (ulimit -n)");
    }
  }

  /** The limit in the form of Linux; empty on other systems, and where there is none. */
  static OptionalLong read(Path limits) {
    try {
      Matcher found = OPEN_FILES.matcher(Files.readString(limits));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    } catch (IOException unknown) {
      return OptionalLong.empty();
    }
  }
}
