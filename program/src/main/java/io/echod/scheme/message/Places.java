package io.echod.scheme.message;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the code of scripts is on the stack. The classes compiled from a file know only the last
 * part of its name.
 */
public final class Places {

  private static final Map<String, String> FILES = new ConcurrentHashMap<>();

  /** The classes at which a stack enters the script. */
  private static final Set<String> EDGES = ConcurrentHashMap.newKeySet();

  private Places() {}

  /** Remembers the file of a class, and of those within it. */
  public static void add(String className, String file) {
    FILES.put(className, file);
  }

  /**
   * Names a class that calls the script from the loop. Frames below it on the stack have nothing to
   * do with a failure above it: the script waits there for events.
   */
  public static void addEdge(Class<?> caller) {
    EDGES.add(caller.getName());
  }

  static boolean isEdge(StackTraceElement frame) {
    return EDGES.contains(frame.getClassName());
  }

  /** The file of a frame, as it was named when it was loaded. */
  static String file(StackTraceElement frame) {
    String name = frame.getClassName();
    int inner = name.indexOf('$');
    String outermost = inner < 0 ? name : name.substring(0, inner);
    return FILES.getOrDefault(outermost, String.valueOf(frame.getFileName()));
  }
}
