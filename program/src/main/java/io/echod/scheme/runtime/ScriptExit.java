package io.echod.scheme.runtime;

import io.echod.scheme.message.Unwinding;

/**
 * Unwinds a script that has asked to end. Code that the script evaluates by {@code eval} may catch
 * even that: {@link Ending#checkExited} makes an end of it all the same.
 */
public final class ScriptExit extends Unwinding {

  private static final long serialVersionUID = 1;

  ScriptExit() {
    super("the script has ended");
  }
}
