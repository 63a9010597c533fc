package io.echod.scheme.message;

import gnu.mapping.Procedure;
import gnu.mapping.WrongType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that has failed, for the message: the failure itself does not say enough. */
public record FailedCall(Throwable failure, Procedure procedure, List<Object> arguments) {

  /** The last call that has failed; there is one thread that evaluates. */
  private static @Nullable FailedCall last;

  /** Keeps the call out of which a failure comes first. */
  public static void remember(Exception failure, Procedure procedure, Object... arguments) {
    if (of(failure) == null) {
      last = new FailedCall(failure, procedure, Arrays.asList(arguments));
    }
  }

  /** The call out of which a failure came first, if it is known. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  static @Nullable FailedCall of(Throwable failure) {
    FailedCall failed = last;
    return failed != null && failed.failure == failure ? failed : null;
  }

  static void forget() {
    last = null;
  }

  /** Whether the procedure of this call is the one that finds the argument wrong. */
  boolean isOf(WrongType wrong) {
    String name = wrong.procname;
    return name != null && name.equals(procedure.getName());
  }

  /** Whether the procedure takes another number of arguments than it was given. */
  boolean hasWrongCount() {
    return !Procedures.takes(procedure, arguments.size());
  }

  /** A built-in procedure names what has failed; one of the script's own does not. */
  boolean isOfScript() {
    return !Procedures.isBuiltIn(procedure);
  }
}
