package io.echod.scheme.message;

/**
 * Unwinds a script against its own handlers: no {@code guard} and no handler of the script's gets
 * to see one.
 */
public abstract class Unwinding extends Error {

  private static final long serialVersionUID = 1;

  /** One without a stack trace. */
  protected Unwinding(String message) {
    super(message, null, false, false);
  }
}
