package io.echod.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many file descriptors this process may have (getrlimit(2), RLIMIT_NOFILE). */
public final class OpenFiles {

  /** The files that a program needs beside its connections. */
  public static final int OTHERS = 64;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]+) ");

  private OpenFiles() {}

  /** The limit of this process; empty where there is none, or the system has no such file. */
  public static OptionalLong limit() {
    return limit(LIMITS);
  }

  /** As above, for a file in the form of Linux (proc_pid_limits(5)). */
  public static OptionalLong limit(Path limits) {
    try {
      Matcher found = OPEN_FILES.matcher(Files.readString(limits));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    } catch (IOException unknown) {
      return OptionalLong.empty();
    }
  }
}
