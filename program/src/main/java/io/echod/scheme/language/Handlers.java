package io.echod.scheme.language;

import gnu.bytecode.ClassType;
import gnu.bytecode.Type;
import gnu.expr.ApplyExp;
import gnu.expr.BeginExp;
import gnu.expr.CatchClause;
import gnu.expr.Declaration;
import gnu.expr.ExpExpVisitor;
import gnu.expr.Expression;
import gnu.expr.QuoteExp;
import gnu.expr.ReferenceExp;
import gnu.expr.SetExp;
import gnu.expr.TryExp;
import gnu.mapping.Procedure1;
import io.echod.scheme.message.Caught;
import io.echod.scheme.message.SchemeError;
import org.jspecify.annotations.Nullable;

/**
 * Has each handler in a form, such as that of a {@code guard}, get what {@link Caught} makes of a
 * failure; what unwinds the whole script goes past it.
 */
final class Handlers extends ExpExpVisitor<@Nullable Void> {

  private static final QuoteExp CAUGHT = new QuoteExp(new CaughtFailure());
  private static final ClassType ERROR = ClassType.make(SchemeError.class.getName());

  @Override
  protected Expression visitTryExp(TryExp attempt, @Nullable Void nothing) {
    for (CatchClause each = attempt.getCatchClauses(); each != null; each = each.getNext()) {
      Declaration failure = each.firstDecl();
      Expression caught = new ApplyExp(CAUGHT, new ReferenceExp(failure));
      if (takesAll(failure.getType())) {
        SetExp kept = new SetExp(failure, caught);
        failure.setCanWrite(true);
        failure.noteValueUnknown();
        caught = kept;
      }
      each.setBody(new BeginExp(caught, each.getBody()));
    }
    return super.visitTryExp(attempt, null);
  }

  /** Whether a handler is for errors of any kind: it may be given another than the one thrown. */
  private static boolean takesAll(Type type) {
    return ERROR.isSubtype(type);
  }

  /** Gives what the script gets for a failure. */
  private static final class CaughtFailure extends Procedure1 {

    CaughtFailure() {
      super("caught");
    }

    @Override
    public Object apply1(Object failure) {
      return Caught.of((Throwable) failure);
    }
  }
}
