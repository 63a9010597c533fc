package io.echod.cli.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Where what was typed is kept (XDG Base Directory Specification). */
public final class HistoryFile {

  private HistoryFile() {}

  /** The file, made where it is missing; empty where that can't be: there is no history then. */
  static Optional<Path> in(Map<String, String> variables) {
    String home = variables.getOrDefault("HOME", "");
    String state = variables.getOrDefault("XDG_STATE_HOME", "");
    // The specification has relative paths ignored.
    if (!state.startsWith("/")) {
      if (home.isEmpty()) {
        return Optional.empty();
      }
      state = home + "/.local/state";
    }
    try {
      Path directory = Path.of(state, "echod");
      Path file = directory.resolve("history");
      Files.createDirectories(directory);
      if (!Files.exists(file)) {
        // Secrets may be typed.
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      // Bytes that are no text would stop the editor that reads it.
      Files.readString(file);
      return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException | InvalidPathException | UnsupportedOperationException impossible) {
      return Optional.empty();
    }
  }
}
