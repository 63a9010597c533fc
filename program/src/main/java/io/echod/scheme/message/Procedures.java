package io.echod.scheme.message;

import gnu.bytecode.ArrayClassLoader;
import gnu.bytecode.ClassType;
import gnu.expr.CompiledProc;
import gnu.expr.GenericProc;
import gnu.mapping.Procedure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The known properties of a procedure, found without calling it. */
public final class Procedures {

  private static final Object RECORD = new Object();

  /** The compiler calls some of its own by the names of fields. */
  private static final Map<String, String> KAWAS_NAMES =
      Map.of("forEach", "for-each", "PLUS", "+", "MINUS", "-");

  private Procedures() {}

  /**
   * Notes that a procedure makes records of a type, recognizes them, or has to do with their
   * fields.
   */
  public static void noteRecord(Procedure procedure, ClassType type) {
    procedure.setProperty(RECORD, type);
  }

  /** The type of records that a procedure has to do with; it then returns, and calls nothing. */
  public static @Nullable ClassType recordOf(Procedure procedure) {
    return (ClassType) procedure.getProperty(RECORD, null);
  }

  /** Whether it can be called with so many arguments. */
  public static boolean takes(Procedure procedure, int count) {
    return count >= procedure.minArgs()
        && (procedure.maxArgs() < 0 || count <= procedure.maxArgs());
  }

  /** How many arguments it takes, in words: {@code 2}, {@code 1 to 3} or {@code 2 or more}. */
  public static String counts(Procedure procedure) {
    int least = procedure.minArgs();
    int most = procedure.maxArgs();
    return least == most ? "" + least : most < 0 ? least + " or more" : least + " to " + most;
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

  /** The procedure of Kawa's behind one of ours; else the same. */
  static Procedure original(Procedure procedure) {
    return procedure instanceof Substitute substitute ? substitute.original() : procedure;
  }

  /** Its name in messages. */
  static String name(Procedure procedure) {
    return name(String.valueOf(procedure.getName()));
  }

  static String name(String name) {
    return name.isEmpty()
            || name.equals("null")
            || name.startsWith("gnu.")
            || name.matches("lambda\\d*")
        ? "a lambda"
        : KAWAS_NAMES.getOrDefault(name, name);
  }
}
