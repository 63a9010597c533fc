package io.echod.scheme.script;

/** A script that can't be read, compiled or run; each line of the message begins with the place. */
public final class ScriptException extends Exception {

  private static final long serialVersionUID = 1;

  ScriptException(String message) {
    super(message);
  }

  /** Where there is room for one line only. */
  String firstLine() {
    return String.valueOf(getMessage()).lines().findFirst().orElse("");
  }
}
