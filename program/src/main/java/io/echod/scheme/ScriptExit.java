package io.echod.scheme;

/**
 * Unwinds a script that has asked to end. Kawa's handlers catch whatever is thrown, this too: what
 * makes an end of it all the same is {@link Session#onEnding} and {@link Session#checkExited}.
 */
final class ScriptExit extends Error {

  private static final long serialVersionUID = 1;

  ScriptExit() {
    super("the script has ended", null, false, false);
  }
}
