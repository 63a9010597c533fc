package io.echod.scheme.language;

import gnu.kawa.functions.ApplyToArgs;
import gnu.mapping.Procedure;
import gnu.mapping.ProcedureN;
import io.echod.scheme.message.FailedCall;
import java.util.Arrays;
import kawa.standard.Scheme;

/**
 * Calls its first argument with the others, and remembers the call where it fails: what the failure
 * itself tells is not enough for a message.
 */
final class Call extends ProcedureN {

  private static final ApplyToArgs ANY = Scheme.applyToArgs;

  Call() {
    super("call");
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
    try {
      return procedure.apply0();
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure);
      throw failure;
    }
  }

  @Override
  public Object apply2(Object called, Object first) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called), first});
    }
    try {
      return procedure.apply1(first);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, first);
      throw failure;
    }
  }

  @Override
  public Object apply3(Object called, Object first, Object second) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called), first, second});
    }
    try {
      return procedure.apply2(first, second);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, first, second);
      throw failure;
    }
  }

  @Override
  public Object apply4(Object called, Object first, Object second, Object third) throws Throwable {
    if (!(called instanceof Procedure procedure)) {
      return ANY.applyN(new Object[] {CallCheck.callable(called), first, second, third});
    }
    try {
      return procedure.apply3(first, second, third);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, first, second, third);
      throw failure;
    }
  }

  @Override
  public Object applyN(Object[] values) throws Throwable {
    if (!(values[0] instanceof Procedure procedure)) {
      CallCheck.callable(values[0]);
      return ANY.applyN(values);
    }
    Object[] arguments = Arrays.copyOfRange(values, 1, values.length);
    try {
      return procedure.applyN(arguments);
    } catch (Exception failure) {
      FailedCall.remember(failure, procedure, arguments);
      throw failure;
    }
  }
}
