package io.echod.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what a command has found out; one file that can't be written costs no other. */
public final class ResultFiles {

  private final List<String> problems = new ArrayList<>();

  /** Writes a file; whether that went well, {@link #check} says. */
  public void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failed) {
      problems.add("can't write " + file + ": " + reason(failed));
    }
  }

  private static String reason(IOException failed) {
    return switch (failed) {
      case NoSuchFileException _ -> "there is no such folder, or no file can be made in it";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(failed.getMessage());
    };
  }

  /**
   * Checks that all were written.
   *
   * @throws IOException where one was not; the message has a line for each
   */
  public void check() throws IOException {
    if (!problems.isEmpty()) {
      throw new IOException(String.join("\n", problems));
    }
  }
}
