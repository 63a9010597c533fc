package io.echod.scheme.message;

import gnu.bytecode.Type;
import gnu.expr.GenericProc;
import gnu.lists.LList;
import gnu.lists.Pair;
import gnu.mapping.MethodProc;
import gnu.mapping.Procedure;
import gnu.mapping.WrongType;
import gnu.math.IntNum;
import io.echod.scheme.text.Written;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kawa.lang.NamedException;
import org.jspecify.annotations.Nullable;

/** Which argument of a call was not what it should be, and what it should have been. */
final class WrongValues {

  private static final Pattern CAST = Pattern.compile("cannot be cast to class (\\S+)");
  private static final Pattern CASTS =
      Pattern.compile("(?:class|cannot cast an?) (\\S+) (?:cannot be cast to class|to an?) (\\S+)");
  private static final Pattern JAVA_METHOD = Pattern.compile("[\\w$]+(?:\\.[\\w$]+)*\\.(\\w+)");
  private static final Pattern PATH_OF_PAIRS = Pattern.compile("c[ad]{2,4}r");

  /** Procedures of a list and a position in it. */
  private static final Set<String> OF_LIST_AT =
      Set.of("list-ref", "list-tail", "list-set!", "take", "drop");

  private WrongValues() {}

  static String describe(WrongType wrong, @Nullable FailedCall call) {
    if (call != null && call.hasWrongCount()) {
      return Mistakes.wrongCount(call.procedure(), call.arguments().size());
    }
    if (call != null && isBeyondList(call)) {
      return call.arguments().get(0) instanceof LList
          ? outOfRange(call)
          : argument(call, 0, "a list");
    }
    boolean unknown = wrong.argValue == null || isMarker(wrong.argValue);
    if (call != null) {
      int index = unknown ? mismatch(call) : indexOf(wrong.argValue, call.arguments());
      if (index >= 0) {
        return argument(call, index, expected(wrong, call.procedure(), index));
      }
    }
    String method = javaMethod(wrong.procname, call);
    if (unknown && method != null) {
      return method
          + ": no method of this name takes these arguments"
          + (call == null ? "" : ", in " + written(method, call.arguments()));
    }
    String name = call == null ? wrong.procname : name(wrong.procname, call);
    String start = name == null || name.isEmpty() || name.indexOf('(') >= 0 ? "" : name + ": ";
    if (unknown) {
      return start + "a wrong argument" + (call == null ? "" : " in " + written(call));
    }
    String expected = expected(wrong, null, 0);
    return start
        + Written.of(wrong.argValue)
        + " is "
        + (expected.equals(TypeNames.UNKNOWN) ? "of the wrong type" : "not " + expected)
        + (call == null ? "" : ", in " + written(call));
  }

  /**
   * The name of the procedure that has found an argument wrong: the one that was called, or one of
   * the script's that it has called. Others within it have names that say nothing to a script.
   */
  private static String name(@Nullable String within, FailedCall call) {
    for (Object argument : call.arguments()) {
      if (argument instanceof Procedure given && Procedures.name(given).equals(within)) {
        return Procedures.name(given);
      }
    }
    return Procedures.name(call.procedure());
  }

  /**
   * The method of Java's that has found no way to take its arguments, without its class: which may
   * be one that no script knows. Null where it is no method, or the call has a name of its own.
   */
  private static @Nullable String javaMethod(@Nullable String within, @Nullable FailedCall call) {
    Matcher method = JAVA_METHOD.matcher(String.valueOf(within));
    boolean nameless = call == null || Procedures.name(call.procedure()).equals("a lambda");
    return nameless && method.matches() ? method.group(1) : null;
  }

  /** An error that a library raises, which says what is wrong but not in which call. */
  static String ofLibrary(NamedException error, FailedCall call) {
    StringBuilder text = new StringBuilder(Procedures.name(call.procedure())).append(": ");
    String message = String.valueOf(error.getObjectMessage());
    text.append(message.replaceFirst("^\\S+: ", "").replaceFirst("\\.$", ""));
    for (Object irritant : error.getObjectIrritants()) {
      if (!(irritant instanceof Procedure)) {
        text.append(' ').append(Written.of(irritant));
      }
    }
    return Written.line(text.append(", in ").append(written(call)).toString());
  }

  /** Any other failure out of a call. */
  static String describe(Throwable failure, FailedCall call) {
    String name = Procedures.name(call.procedure());
    if (PATH_OF_PAIRS.matcher(Procedures.name(Procedures.original(call.procedure()))).matches()
        && call.arguments().size() == 1) {
      return argument(
          call, 0, call.arguments().get(0) instanceof Pair ? "a longer list" : "a pair");
    }
    return switch (failure) {
      case ClassCastException cast -> cast(cast, call);
      case IndexOutOfBoundsException _ -> outOfRange(call);
      case NegativeArraySizeException _ -> name + ": a negative length: " + written(call);
      case ArithmeticException zero when String.valueOf(zero.getMessage()).contains("zero") ->
          name + ": division by zero: " + written(call);
      case IllegalArgumentException numbers
          when onlyMismatch(call, Number.class) >= 0
              && String.valueOf(numbers.getMessage()).contains("numeric") ->
          argument(call, onlyMismatch(call, Number.class), "a number");
      default -> name + ": " + Mistakes.message(failure);
    };
  }

  private static String outOfRange(FailedCall call) {
    return Procedures.name(call.procedure()) + ": out of range: " + written(call);
  }

  /** Kawa goes on beyond the end of a list, and finds a pair missing there. */
  private static boolean isBeyondList(FailedCall call) {
    return OF_LIST_AT.contains(Procedures.name(call.procedure()))
        && call.arguments().size() >= 2
        && call.arguments().get(1) instanceof IntNum;
  }

  /** A value that was of the wrong type, where nothing is known of the call. */
  static String describe(ClassCastException failure) {
    Matcher types = CASTS.matcher(String.valueOf(failure.getMessage()));
    if (!types.find()) {
      return "a value is of the wrong type";
    }
    String actual = TypeNames.of(types.group(1));
    String expected = TypeNames.of(types.group(2));
    return actual.equals(TypeNames.UNKNOWN) || expected.equals(TypeNames.UNKNOWN)
        ? "a value is of the wrong type"
        : "a value is " + actual + ", and should be " + expected;
  }

  private static String cast(ClassCastException failure, FailedCall call) {
    Matcher target = CAST.matcher(String.valueOf(failure.getMessage()));
    String expected = target.find() ? TypeNames.of(target.group(1)) : TypeNames.UNKNOWN;
    int index = mismatch(call);
    if (index < 0 && expected.equals("a number")) {
      index = onlyMismatch(call, Number.class);
    }
    if (index >= 0 && !expected.equals(TypeNames.UNKNOWN)) {
      return argument(call, index, expected);
    }
    String what = expected.equals(TypeNames.UNKNOWN) ? "of the wrong type" : "not " + expected;
    return Procedures.name(call.procedure()) + ": a value is " + what + ", in " + written(call);
  }

  private static String argument(FailedCall call, int index, String expected) {
    return Procedures.name(call.procedure())
        + ": argument "
        + (index + 1)
        + " is "
        + Written.of(call.arguments().get(index))
        + (expected.equals(TypeNames.UNKNOWN)
            ? ", which is of the wrong type"
            : "; expected " + expected);
  }

  private static String written(FailedCall call) {
    return written(Procedures.name(call.procedure()), call.arguments());
  }

  private static String written(String name, List<Object> arguments) {
    StringBuilder text = new StringBuilder("(").append(name);
    for (Object each : arguments) {
      text.append(' ').append(Written.of(each));
    }
    return Written.line(text.append(')').toString());
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private static int indexOf(Object value, List<Object> arguments) {
    for (int index = 0; index < arguments.size(); index++) {
      if (arguments.get(index) == value) {
        return index;
      }
    }
    return -1;
  }

  @SuppressWarnings("ReferenceEquality") // a marker
  private static boolean isMarker(Object value) {
    return value == WrongType.UNKNOWN;
  }

  private static String expected(WrongType wrong, @Nullable Procedure procedure, int index) {
    Matcher cast = CAST.matcher(String.valueOf(wrong.getMessage()));
    if (cast.find() && TypeNames.isKnown(cast.group(1))) {
      return TypeNames.of(cast.group(1));
    }
    if (wrong.expectedType != null) {
      String name =
          wrong.expectedType instanceof Type type ? type.getName() : "" + wrong.expectedType;
      if (!TypeNames.of(name).equals(TypeNames.UNKNOWN)) {
        return TypeNames.of(name);
      }
    }
    Type type = procedure == null ? null : parameterType(procedure, index);
    return type == null ? TypeNames.UNKNOWN : TypeNames.of(type.getName());
  }

  /** The first argument that is not of its parameter's type; -1 where all are, or none is known. */
  private static int mismatch(FailedCall call) {
    for (int index = 0; index < call.arguments().size(); index++) {
      Type type = parameterType(call.procedure(), index);
      if (type != null
          && TypeNames.isKnown(type.getName())
          && !fits(call.arguments().get(index), type)) {
        return index;
      }
    }
    return -1;
  }

  /** Whether a value is of a type; Scheme's integers are converted to those of Java. */
  private static boolean fits(Object value, Type type) {
    return switch (type.getName()) {
      case "int" -> value instanceof IntNum number && number.inIntRange();
      case "long" -> value instanceof IntNum number && number.inLongRange();
      default -> type.isInstance(value);
    };
  }

  /** The one argument that is not of a type; -1 where all are, or more than one is not. */
  private static int onlyMismatch(FailedCall call, Class<?> type) {
    int found = -1;
    for (int index = 0; index < call.arguments().size(); index++) {
      if (!type.isInstance(call.arguments().get(index))) {
        if (found >= 0) {
          return -1;
        }
        found = index;
      }
    }
    return found;
  }

  private static @Nullable Type parameterType(Procedure procedure, int index) {
    Type record = Procedures.recordOf(procedure);
    if (record != null) {
      return index == 0 ? record : null;
    }
    return switch (Procedures.original(procedure)) {
      case GenericProc generic when generic.getMethodCount() > 0 ->
          parameterType(generic.getMethod(generic.getMethodCount() - 1), index);
      case GenericProc _ -> null;
      case MethodProc method -> method.getParameterType(index);
      default -> null;
    };
  }
}
