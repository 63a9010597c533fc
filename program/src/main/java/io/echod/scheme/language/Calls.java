package io.echod.scheme.language;

import gnu.expr.ApplyExp;
import gnu.expr.BeginExp;
import gnu.expr.Compilation;
import gnu.expr.Declaration;
import gnu.expr.ExpExpVisitor;
import gnu.expr.Expression;
import gnu.expr.LambdaExp;
import gnu.expr.QuoteExp;
import gnu.expr.ReferenceExp;
import gnu.mapping.Environment;
import gnu.mapping.Procedure;
import gnu.mapping.Procedure0;
import gnu.mapping.Symbol;
import gnu.mapping.Values;
import gnu.math.IntNum;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls in a form such that a message about one that fails can name its line and its
 * arguments. A tail call has left the function that makes it before anything can go wrong. Where it
 * need not be one, as what it calls returns by itself, it becomes a plain call; any other finds out
 * before it leaves whether it can be made at all.
 */
final class Calls {

  /** Scheme's own that call their first argument. */
  private static final Set<String> TAKING_PROCEDURES =
      Set.of("apply", "map", "for-each", "vector-map", "vector-for-each", "string-map");

  private final QuoteExp plainCall;
  private final QuoteExp check;
  private final QuoteExp look;
  private final Environment environment;

  /**
   * Has the code of scripts look for interrupts where it calls something.
   *
   * @param environment where the names are that a form does not define itself
   */
  Calls(Interrupts interrupts, Environment environment) {
    this.environment = environment;
    plainCall = new QuoteExp(new Call(interrupts));
    check = new QuoteExp(new CallCheck(interrupts));
    look = new QuoteExp(new Look(interrupts));
  }

  /**
   * Processes a form up to where bytecode can be made of it.
   *
   * @param returning whether what a name stands for returns without a call that the script wrote
   * @param types gives the procedure to call in place of the type that a name stands for
   */
  void prepare(
      Compilation form, Predicate<Object> returning, Function<Object, @Nullable Procedure> types) {
    Compilation outer = Compilation.setSaveCurrent(form);
    try {
      form.mustCompile = true;
      form.process(Compilation.RESOLVED);
      if (form.getMessages().seenErrors()) {
        return;
      }
      look(new Handlers(), form);
      look(new Types(types), form);
      look(new Locals(), form);
      form.process(Compilation.WALKED);
      if (!form.getMessages().seenErrors()) {
        look(new Sites(returning), form);
        look(new Globals(), form);
      }
    } finally {
      Compilation.restoreCurrent(outer);
    }
  }

  private Expression checked(ApplyExp call) {
    QuoteExp count = new QuoteExp(IntNum.make(call.getArgCount() - 1));
    return new ApplyExp(check, call.getArg(0), count).setLine(call);
  }

  /** Whether each argument is one: neither a keyword with its value nor spliced in. */
  private static boolean isPlain(ApplyExp call) {
    return call.firstSpliceArg < 0 && call.numKeywordArgs == 0;
  }

  private static void look(ExpExpVisitor<@Nullable Void> visitor, Compilation form) {
    visitor.setContext(form);
    visitor.visit(form.getModule(), null);
  }

  /**
   * Hides from the compiler what it would take too far. A local function that calls itself within
   * an argument and never returns would become a loop that runs for ever, rather than fill the
   * stack; and a local function with a wrong number of arguments would be refused in the middle of
   * the script's run.
   */
  private final class Locals extends ExpExpVisitor<@Nullable Void> {

    private final Map<LambdaExp, Integer> depthAtStart = new HashMap<>();

    /**
     * Those that call themselves: the compiler makes jumps of such calls, which look at nothing.
     */
    private final Set<LambdaExp> loops = new HashSet<>();

    private int depth;

    @Override
    protected Expression visitLambdaExp(LambdaExp lambda, @Nullable Void nothing) {
      depthAtStart.put(lambda, depth);
      super.visitLambdaExp(lambda, null);
      depthAtStart.remove(lambda);
      if (loops.remove(lambda)) {
        lambda.body = new BeginExp(new ApplyExp(look), lambda.body);
      }
      return lambda;
    }

    @Override
    protected Expression visitApplyExp(ApplyExp call, @Nullable Void nothing) {
      if (call.getArgCount() > 0
          && isPlain(call)
          && getCompilation().isSimpleApplyFunction(call.getFunction())) {
        LambdaExp called = lambda(call.getArg(0));
        if (called != null && depthAtStart.containsKey(called)) {
          loops.add(called);
        }
        if (called != null && (isArgument(called) || !takes(called, call.getArgCount() - 1))) {
          call.setArg(0, checked(call));
        }
      } else if (call.getFunction() instanceof LambdaExp direct
          && isPlain(call)
          && !takes(direct, call.getArgCount())) {
        QuoteExp count = new QuoteExp(IntNum.make(call.getArgCount()));
        call.setFunction(new ApplyExp(check, direct, count).setLine(call));
      }
      depth++;
      super.visitApplyExp(call, null);
      depth--;
      return call;
    }

    private static @Nullable LambdaExp lambda(Expression called) {
      if (called instanceof ReferenceExp reference) {
        Declaration binding = reference.getBinding();
        return binding != null && binding.getValue() instanceof LambdaExp value ? value : null;
      }
      return called instanceof LambdaExp direct ? direct : null;
    }

    private boolean isArgument(LambdaExp called) {
      return depth > depthAtStart.getOrDefault(called, depth);
    }

    private static boolean takes(LambdaExp called, int count) {
      return count >= called.min_args && (called.max_args < 0 || count <= called.max_args);
    }
  }

  private static String nameOf(Expression called) {
    return called instanceof ReferenceExp reference ? String.valueOf(reference.getSymbol()) : "";
  }

  /**
   * Has procedures called in place of types: the compiler makes objects of those, whatever the
   * arguments are.
   */
  private static final class Types extends ExpExpVisitor<@Nullable Void> {

    private final Function<Object, @Nullable Procedure> types;

    Types(Function<Object, @Nullable Procedure> types) {
      this.types = types;
    }

    @Override
    protected Expression visitApplyExp(ApplyExp call, @Nullable Void nothing) {
      super.visitApplyExp(call, null);
      if (call.getArgCount() > 0
          && isPlain(call)
          && getCompilation().isSimpleApplyFunction(call.getFunction())) {
        replace(call, 0);
        if (call.getArgCount() > 1 && TAKING_PROCEDURES.contains(nameOf(call.getArg(0)))) {
          replace(call, 1);
        }
      }
      return call;
    }

    private void replace(ApplyExp call, int index) {
      if (call.getArg(index) instanceof ReferenceExp reference
          && (reference.getBinding() == null
              || reference.getBinding().getValue() instanceof QuoteExp)) {
        Procedure procedure = types.apply(reference.getSymbol());
        if (procedure != null) {
          call.setArg(index, new QuoteExp(procedure));
        }
      }
    }
  }

  /** Looks for an interrupt in each round of a loop. */
  private static final class Look extends Procedure0 {

    private final Interrupts interrupts;

    Look(Interrupts interrupts) {
      super("look");
      this.interrupts = interrupts;
    }

    @Override
    public Object apply0() {
      interrupts.look();
      return Values.empty;
    }
  }

  private final class Sites extends ExpExpVisitor<@Nullable Void> {

    private final Predicate<Object> returning;

    Sites(Predicate<Object> returning) {
      this.returning = returning;
    }

    @Override
    protected Expression visitApplyExp(ApplyExp call, @Nullable Void nothing) {
      super.visitApplyExp(call, null);
      if (call.getArgCount() == 0
          || !isPlain(call)
          || !getCompilation().isSimpleApplyFunction(call.getFunction())) {
        return call;
      }
      Expression called = call.getArg(0);
      if (call.isTailCall() && (isReturning(called) || appliesReturning(call))) {
        call.setTailCall(false);
      }
      if (call.isTailCall()) {
        call.setArg(0, checked(call));
      } else {
        call.setFunction(plainCall);
      }
      return call;
    }

    private boolean appliesReturning(ApplyExp call) {
      return call.getArgCount() > 1
          && nameOf(call.getArg(0)).equals("apply")
          && isReturning(call.getArg(1));
    }

    private boolean isReturning(Expression called) {
      return called instanceof ReferenceExp reference
          ? returning.test(reference.getSymbol())
          : called instanceof QuoteExp quote && quote.getValue() instanceof Procedure;
    }
  }

  /** Has the code find what other forms define without a look-up. */
  private final class Globals extends ExpExpVisitor<@Nullable Void> {

    @Override
    protected Expression visitReferenceExp(ReferenceExp reference, @Nullable Void nothing) {
      Declaration binding = reference.getBinding();
      if (binding == null
          || !binding.getFlag(Declaration.IS_UNKNOWN)
          || reference.getDontDereference()
          || !(reference.getSymbol() instanceof Symbol symbol)) {
        return reference;
      }
      Global global = new Global(environment, symbol, reference);
      return new ApplyExp(new QuoteExp(global)).setLine(reference);
    }
  }
}
