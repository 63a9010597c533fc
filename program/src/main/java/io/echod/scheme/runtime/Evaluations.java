package io.echod.scheme.runtime;

/** Evaluations between the turns of the loop, for others than the script. */
public interface Evaluations {

  /** Whether forms are being evaluated now. */
  boolean isEvaluating();

  /** Whether one more task may begin. */
  boolean mayBegin();

  /** Whether {@code (exit)} ends the session, and not just what is being evaluated. */
  boolean exitEndsSession();

  /** Reports to the asker whose forms are being evaluated. */
  void note(String line);

  /** Unwinds the present forms where they were interrupted. */
  void checkInterrupted();

  /** The script monitors: what it begins with is done. */
  void settle();

  /** The session drains. */
  void end();
}
