package io.echod.scheme.procedure;

import io.echod.fault.FaultSyntax;
import io.echod.net.fault.Faults;
import io.echod.net.fault.rule.FaultRule;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.settings.BadValue;
import java.util.ArrayList;
import java.util.List;

/** {@code fault-add} and {@code fault-clear}: what listeners of the script do wrong on purpose. */
final class FaultProcedures {

  private final ScriptLoop loop;
  private final Faults faults;

  private FaultProcedures(ScriptLoop loop, Faults faults) {
    this.loop = loop;
    this.faults = faults;
  }

  static void define(Library library, ScriptLoop loop, Faults faults) {
    FaultProcedures procedures = new FaultProcedures(loop, faults);
    library.define("(fault-add fault)", procedures::add);
    library.define("(fault-clear)", _ -> procedures.replace(List.of()));
  }

  private Object add(Arguments arguments) {
    String spec = arguments.string(0).toString();
    try {
      List<FaultRule> rules = new ArrayList<>(faults.rules());
      rules.add(FaultSyntax.parse(spec));
      return replace(rules);
    } catch (BadValue wrong) {
      throw new SchemeError("fault-add: " + wrong.getMessage());
    }
  }

  private Object replace(List<FaultRule> rules) {
    faults.replace(rules, loop.dispatcher().kernel().nanoTime());
    return true;
  }
}
