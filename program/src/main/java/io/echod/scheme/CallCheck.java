package io.echod.scheme;

import gnu.mapping.Procedure;
import gnu.mapping.Procedure2;
import gnu.mapping.Symbol;
import gnu.math.IntNum;
import java.util.List;

/** Gives its first argument back, if that can be called with so many arguments. */
final class CallCheck extends Procedure2 {

  CallCheck() {
    super("call-check");
  }

  static boolean takes(Procedure procedure, int count) {
    return count >= procedure.minArgs()
        && (procedure.maxArgs() < 0 || count <= procedure.maxArgs());
  }

  /** Lists and strings can't be called either, though Kawa would take that for an index. */
  static Object callable(Object called) {
    return switch (called) {
      case Number _, Boolean _, Symbol _, CharSequence _, List<?> _ ->
          throw new SchemeError(Mistakes.noProcedure(called));
      default -> called;
    };
  }

  @Override
  public Object apply2(Object called, Object count) {
    if (called instanceof Procedure procedure && !takes(procedure, ((IntNum) count).intValue())) {
      throw new SchemeError(Mistakes.wrongCount(procedure, ((IntNum) count).intValue()));
    }
    return callable(called);
  }
}
