package io.echod.scheme.message;

import java.io.IOException;
import kawa.lang.NamedException;
import kawa.lib.ExceptionWithValue;

/**
 * The object that the script's handlers get for a failure: an error object with the message and the
 * place that would have been reported without a handler. Objects that the script has raised itself
 * stay as they are.
 */
public final class Caught {

  private Caught() {}

  /**
   * Gives the error object for a failure.
   *
   * @throws Unwinding where it is one: no handler gets that
   */
  public static Throwable of(Throwable failure) {
    return switch (failure) {
      case Unwinding end -> throw end;
      case NamedException known when !Mistakes.isOfLibrary(known) -> known;
      case ExceptionWithValue raised -> raised;
      default -> described(failure);
    };
  }

  private static SchemeError described(Throwable failure) {
    SchemeError error = new SchemeError(Mistakes.what(failure), Mistakes.place(failure), failure);
    error.setStackTrace(failure.getStackTrace());
    // The next one may be the very same object: the virtual machine has some that it throws anew.
    FailedCall.forget();
    return error;
  }

  /** Whether a failure is about a file that can't be opened, read or written. */
  public static boolean isOfFile(Object value) {
    return value instanceof Throwable failure
        && (failure instanceof IOException || failure.getCause() instanceof IOException);
  }
}
