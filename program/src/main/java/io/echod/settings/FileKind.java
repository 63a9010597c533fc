package io.echod.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** One file, or none. */
public final class FileKind implements Kind<Path> {

  /** No file. */
  public static final Path NONE = Path.of("");

  /** The one there is. */
  public static final FileKind FILE = new FileKind();

  private FileKind() {}

  @Override
  public String label() {
    return "FILE";
  }

  @Override
  public Form form() {
    return Form.TEXT;
  }

  @Override
  public Path parse(String text) {
    if (text.isBlank()) {
      throw new BadValue("'" + text + "' is no file's name");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException wrong) {
      throw new BadValue("'" + text + "' is no file's name: " + wrong.getReason());
    }
  }

  @Override
  public String print(Path file) {
    return file.toString();
  }
}
