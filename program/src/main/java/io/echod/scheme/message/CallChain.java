package io.echod.scheme.message;

import java.util.ArrayList;
import java.util.List;

/** The callers of the procedure in which a failure came up, as far as the stack has them. */
public final class CallChain {

  private static final int CALLERS_MAX = 8;

  private CallChain() {}

  /**
   * Names the procedure of a failure and those that have called it, innermost first: {@code " in
   * inner, called at FILE:LINE by outer"}. Calls in a tail position are not among them.
   *
   * @return a line of its own for the message; empty where no procedure of the script has called
   *     another
   */
  public static String of(Throwable failure) {
    List<Caller> chain = callers(failure);
    Throwable cause = failure.getCause();
    if (chain.isEmpty() && cause != null) {
      chain = callers(cause);
    }
    if (chain.size() < 2) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n  in ").append(chain.getFirst().name());
    String called = ", called at ";
    for (Caller caller : chain.subList(1, Math.min(chain.size(), CALLERS_MAX + 1))) {
      text.append(called).append(caller.place()).append(" by ").append(caller.name());
      called = ", at ";
    }
    if (chain.size() > CALLERS_MAX + 1) {
      text.append(", and further");
    }
    return text.toString();
  }

  private record Caller(String name, String place) {}

  private static List<Caller> callers(Throwable failure) {
    List<Caller> chain = new ArrayList<>();
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (Places.isEdge(frame) || chain.size() > CALLERS_MAX + 1) {
        break;
      }
      if (Mistakes.isScript(frame) && !Mistakes.isEntry(frame)) {
        Caller caller =
            new Caller(
                MethodNames.procedure(frame.getMethodName()),
                Places.file(frame) + ":" + frame.getLineNumber());
        if (chain.isEmpty() || !chain.getLast().equals(caller)) {
          chain.add(caller);
        }
      }
    }
    return chain;
  }
}
