package io.echod.scheme.procedure;

import gnu.mapping.ProcedureN;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.message.Signature;
import io.echod.scheme.message.Signed;
import io.echod.scheme.runtime.ScriptLoop;

/** A procedure of ours, made from its signature: {@code (tcp-read endpoint length [timeout])}. */
final class Builtin extends ProcedureN implements Signed {

  private final ScriptLoop loop;
  private final Signature signature;
  private final Body body;

  /** Its action. */
  @FunctionalInterface
  interface Body {

    /** Called with the right number of arguments; their types are for it to check. */
    Object call(Arguments arguments) throws Throwable;
  }

  Builtin(ScriptLoop loop, String signature, Body body) {
    this.loop = loop;
    this.signature = Signature.parse(signature);
    this.body = body;
    setName(this.signature.name());
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public int numArgs() {
    return signature.required() | signature.parameters().size() << 12;
  }

  // Kawa would take the arguments by way of a context and a method handle.

  @Override
  public Object apply0() throws Throwable {
    return applyN(new Object[0]);
  }

  @Override
  public Object apply1(Object first) throws Throwable {
    return applyN(new Object[] {first});
  }

  @Override
  public Object apply2(Object first, Object second) throws Throwable {
    return applyN(new Object[] {first, second});
  }

  @Override
  public Object apply3(Object first, Object second, Object third) throws Throwable {
    return applyN(new Object[] {first, second, third});
  }

  @Override
  public Object applyN(Object[] values) throws Throwable {
    int count = values.length;
    if (count < signature.required() || count > signature.parameters().size()) {
      throw new SchemeError(signature.wrongCount(count));
    }
    // A handler of the script's may have held the end.
    loop.ending().checkExited();
    return body.call(new Arguments(signature, values));
  }
}
