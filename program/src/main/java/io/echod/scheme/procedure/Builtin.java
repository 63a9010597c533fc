package io.echod.scheme.procedure;

import io.echod.scheme.language.DirectProcedure;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.message.Signature;
import io.echod.scheme.message.Signed;
import io.echod.scheme.runtime.ScriptLoop;

/** A procedure of ours, made from its signature: {@code (tcp-read endpoint length [timeout])}. */
final class Builtin extends DirectProcedure implements Signed {

  private final ScriptLoop loop;
  private final Signature signature;
  private final Body body;

  /** Its action. */
  @FunctionalInterface
  interface Body {

    /** Called with the right number of arguments; their types are for it to check. */
    Object call(Arguments arguments) throws Throwable;
  }

  Builtin(ScriptLoop loop, Signature signature, Body body) {
    super(signature.name());
    this.loop = loop;
    this.signature = signature;
    this.body = body;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public int numArgs() {
    return signature.required() | signature.parameters().size() << 12;
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
