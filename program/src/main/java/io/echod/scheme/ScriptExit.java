package io.echod.scheme;

/** Unwinds a script that has asked to end; no failure, so that no handler of failures holds it. */
final class ScriptExit extends Error {

  private static final long serialVersionUID = 1;

  ScriptExit() {
    super("the script has ended", null, false, false);
  }
}
