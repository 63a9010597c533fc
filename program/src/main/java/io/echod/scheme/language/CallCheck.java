package io.echod.scheme.language;

import gnu.mapping.Procedure;
import gnu.mapping.Procedure2;
import gnu.mapping.Symbol;
import gnu.math.IntNum;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.Procedures;
import io.echod.scheme.message.SchemeError;
import java.util.List;

/** Gives its first argument back, if that can be called with so many arguments. */
final class CallCheck extends Procedure2 {

  private final Interrupts interrupts;

  CallCheck(Interrupts interrupts) {
    super("call-check");
    this.interrupts = interrupts;
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
    interrupts.look();
    if (called instanceof Procedure procedure
        && !Procedures.takes(procedure, ((IntNum) count).intValue())) {
      throw new SchemeError(Mistakes.wrongCount(procedure, ((IntNum) count).intValue()));
    }
    return callable(called);
  }
}
