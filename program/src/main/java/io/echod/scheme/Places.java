package io.echod.scheme;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files that the classes were compiled from: a class itself knows only the last part. */
final class Places {

  private static final Map<String, String> FILES = new ConcurrentHashMap<>();

  private Places() {}

  /** Remembers the file of a class, and of those within it. */
  static void add(String className, String file) {
    FILES.put(className, file);
  }

  /** The file of a frame, as it was named when it was loaded. */
  static String file(StackTraceElement frame) {
    String name = frame.getClassName();
    int inner = name.indexOf('$');
    String outermost = inner < 0 ? name : name.substring(0, inner);
    return FILES.getOrDefault(outermost, String.valueOf(frame.getFileName()));
  }
}
