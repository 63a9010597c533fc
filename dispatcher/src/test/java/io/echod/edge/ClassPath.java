package io.echod.edge;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The class path of a process that runs a part of this one's classes. */
public final class ClassPath {

  private ClassPath() {}

  /** The places of these classes and of all that lie beside them. */
  public static String of(Class<?>... types) {
    return Arrays.stream(types)
        .map(ClassPath::place)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** In a URL, a space of a path and more are encoded. */
  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException wrong) {
      throw new AssertionError("no place of " + type, wrong);
    }
  }
}
