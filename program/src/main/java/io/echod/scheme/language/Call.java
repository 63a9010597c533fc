package io.echod.scheme.language;

import gnu.kawa.functions.ApplyToArgs;
import gnu.mapping.Procedure;
import gnu.mapping.ProcedureN;
import io.echod.scheme.message.FailedCall;
import java.util.Arrays;
import kawa.standard.Scheme;

/**
 * Calls its first argument with the others, and remembers the call where it fails: the failure
 * itself does not say enough for a message. Counts the calls within calls: a frame of compiled code
 * is smaller than one that is interpreted, so that the stack alone would let a recursion go deeper
 * the second time. Belongs to the thread that evaluates.
 */
final class Call extends ProcedureN {

  /** Calls within calls: they fill less than half of the stack of a script's thread. */
  static final int DEPTH_MAX = 100_000;

  private static final ApplyToArgs ANY = Scheme.applyToArgs;

  private final Interrupts interrupts;
  private int depth;

  Call(Interrupts interrupts) {
    super("call");
    this.interrupts = interrupts;
  }

  @Override
  public int numArgs() {
    return 1 | -1 << 12;
  }

  @Override
  public Object apply1(Object called) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called)});
    }
    enter();
    try {
      return procedure.apply0();
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure);
      throw failure;
    } finally {
      depth--;
    }
  }

  @Override
  public Object apply2(Object called, Object first) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called), first});
    }
    enter();
    try {
      return procedure.apply1(first);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, first);
      throw failure;
    } finally {
      depth--;
    }
  }

  @Override
  public Object apply3(Object called, Object first, Object second) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called), first, second});
    }
    enter();
    try {
      return procedure.apply2(first, second);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, first, second);
      throw failure;
    } finally {
      depth--;
    }
  }

  @Override
  public Object apply4(Object called, Object first, Object second, Object third) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called), first, second, third});
    }
    enter();
    try {
      return procedure.apply3(first, second, third);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, first, second, third);
      throw failure;
    } finally {
      depth--;
    }
  }

  @Override
  public Object applyN(Object[] values) throws Throwable {
    if (!(values[0] instanceof Procedure procedure)) {
      CallCheck.callable(values[0]);
      return ANY.applyN(values);
    }
    Object[] arguments = Arrays.copyOfRange(values, 1, values.length);
    enter();
    try {
      return procedure.applyN(arguments);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, arguments);
      throw failure;
    } finally {
      depth--;
    }
  }

  private void enter() {
    interrupts.look();
    if (depth == DEPTH_MAX) {
      throw new StackOverflowError();
    }
    depth++;
  }
}
