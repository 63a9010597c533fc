package io.echod.scheme.language;

import gnu.expr.ApplyExp;
import gnu.expr.Compilation;
import gnu.expr.ExpExpVisitor;
import gnu.expr.Expression;
import gnu.expr.QuoteExp;
import gnu.expr.ReferenceExp;
import gnu.mapping.Environment;
import gnu.mapping.Procedure;
import gnu.mapping.Symbol;
import io.echod.scheme.message.Procedures;
import io.echod.scheme.message.Signed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the arguments in calls of our procedures, of which the compiler knows nothing; and finds
 * the files that a script loads, of whose definitions it knows nothing either.
 */
public final class Counts extends ExpExpVisitor<@Nullable Void> {

  private final Environment environment;
  private final List<String> loaded = new ArrayList<>();
  private boolean loadsUnknown;

  /** Counts by what is defined there. */
  public Counts(Environment environment) {
    this.environment = environment;
  }

  /** Looks through a text of which the names have been resolved; adds to its messages. */
  void look(Compilation whole) {
    Compilation outer = Compilation.setSaveCurrent(whole);
    try {
      setContext(whole);
      visit(whole.getModule(), null);
    } finally {
      Compilation.restoreCurrent(outer);
    }
  }

  /** The files that are loaded by a name that is known. */
  public List<String> loaded() {
    return loaded;
  }

  /** Whether other files are loaded too, so that any name may be defined. */
  public boolean loadsUnknown() {
    return loadsUnknown;
  }

  @Override
  protected Expression visitApplyExp(ApplyExp call, @Nullable Void nothing) {
    if (call.getArgCount() > 0
        && call.firstSpliceArg < 0
        && call.numKeywordArgs == 0
        && getCompilation().isSimpleApplyFunction(call.getFunction())
        && call.getArg(0) instanceof ReferenceExp called
        && isGlobal(called)) {
      look(call, String.valueOf(called.getSymbol()));
    }
    return super.visitApplyExp(call, null);
  }

  private boolean isGlobal(ReferenceExp called) {
    return called.getBinding() == null
        || (getCompilation().getModule().lookup(called.getSymbol()) == null
            && called.getBinding().getValue() == null);
  }

  private void look(ApplyExp call, String name) {
    int count = call.getArgCount() - 1;
    if (name.equals("load") || name.equals("include")) {
      if (count > 0
          && call.getArg(1) instanceof QuoteExp file
          && file.getValue() instanceof CharSequence text) {
        loaded.add(text.toString());
      } else {
        loadsUnknown = true;
      }
    }
    if (environment.get(Symbol.valueOf(name), null, null) instanceof Procedure procedure
        && procedure instanceof Signed ours
        && !Procedures.takes(procedure, count)) {
      getCompilation().error('w', ours.signature().wrongCount(count), call);
    }
  }
}
