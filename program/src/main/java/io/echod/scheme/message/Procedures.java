package io.echod.scheme.message;

import gnu.bytecode.ArrayClassLoader;
import gnu.expr.CompiledProc;
import gnu.expr.GenericProc;
import gnu.mapping.Procedure;

/** What is known of a procedure without calling it. */
public final class Procedures {

  private Procedures() {}

  /** Whether it can be called with so many arguments. */
  public static boolean takes(Procedure procedure, int count) {
    return count >= procedure.minArgs()
        && (procedure.maxArgs() < 0 || count <= procedure.maxArgs());
  }

  /** Whether no script has defined it. */
  public static boolean isBuiltIn(Procedure procedure) {
    return switch (procedure) {
      case GenericProc generic -> generic.getMethodCount() > 0 && isBuiltIn(generic.getMethod(0));
      case CompiledProc compiled ->
          !(compiled.getModuleClass().getClassLoader() instanceof ArrayClassLoader);
      default -> true;
    };
  }

  /** What messages call it. */
  static String name(Procedure procedure) {
    return name(String.valueOf(procedure.getName()));
  }

  static String name(String name) {
    return name.isEmpty()
            || name.equals("null")
            || name.startsWith("gnu.")
            || name.matches("lambda\\d*")
        ? "a lambda"
        : name;
  }
}
