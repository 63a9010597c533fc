package io.echod.scheme.runtime;

/**
 * Unwinds a script that has asked to end. Kawa's handlers catch whatever is thrown, this too: what
 * makes an end of it all the same is {@link Ending#onEnding} and {@link Ending#checkExited}.
 */
public final class ScriptExit extends Error {

  private static final long serialVersionUID = 1;

  ScriptExit() {
    super("the script has ended", null, false, false);
  }
}
