package io.echod.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files, separated by commas; whether they are there is found out when they are read. */
public final class FilesKind implements Kind<List<Path>> {

  /** The one there is. */
  public static final FilesKind FILES = new FilesKind();

  private FilesKind() {}

  @Override
  public String label() {
    return "FILE[,FILE]";
  }

  @Override
  public Form form() {
    return Form.TEXT;
  }

  @Override
  public List<Path> parse(String text) {
    List<Path> files = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        throw new BadValue("'" + text + "' lacks a file's name; write one, or several: A,B");
      }
      try {
        files.add(Path.of(part.strip()));
      } catch (InvalidPathException wrong) {
        throw new BadValue("'" + part + "' is no file's name: " + wrong.getReason());
      }
    }
    return List.copyOf(files);
  }

  @Override
  public String print(List<Path> files) {
    return files.stream().map(Path::toString).collect(Collectors.joining(","));
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<Path> join(List<Path> earlier, List<Path> later) {
    return Stream.concat(earlier.stream(), later.stream()).toList();
  }
}
