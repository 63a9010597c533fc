package io.echod.cli;

import io.echod.settings.BadValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The path of a Unix socket, written {@code unix:PATH}. */
record UnixPath(Path path) {

  private static final String SCHEME = "unix:";

  /** What fits into a socket's address on every system (sockaddr_un), the last zero not counted. */
  private static final int BYTES_MAX = 103;

  static UnixPath parse(String text) {
    String path = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : "";
    if (path.isEmpty()) {
      throw new BadValue(
          "'" + text + "' is not unix:PATH, and there is no prompt over the network");
    }
    int size = path.getBytes(StandardCharsets.UTF_8).length;
    if (size > BYTES_MAX) {
      throw new BadValue(
          "a socket's path has at most " + BYTES_MAX + " bytes, this one has " + size);
    }
    try {
      return new UnixPath(Path.of(path));
    } catch (InvalidPathException wrong) {
      throw new BadValue("'" + text + "' has no path: " + wrong.getReason());
    }
  }
}
