package io.echod.scheme.runtime;

import io.echod.scheme.message.Unwinding;

/**
 * Unwinds a script that has asked to end. What the script evaluates by {@code eval} may catch even
 * that: what makes an end of it all the same is {@link Ending#checkExited}.
 */
public final class ScriptExit extends Unwinding {

  private static final long serialVersionUID = 1;

  ScriptExit() {
    super("the script has ended");
  }
}
