package io.echod.scheme.live;

import java.io.OutputStream;

/**
 * The origin of forms in a live session: a user at a terminal, a pipe, a client. Called on the
 * session's thread.
 */
public interface Asker {

  /** Takes what the forms display, and their values. */
  OutputStream output();

  /** Whether the last of that has stopped within a line, which a value is not to continue. */
  boolean isMidLine();

  /** Is notified of mistakes: a line for each error, beginning with its place. */
  void error(String lines);

  /** Is notified of something worth knowing, in one line. */
  void note(String line);

  /**
   * Whether {@code (exit)} ends the session, and not just this asker.
   *
   * @return false for one of several, who must not end the others
   */
  boolean exitEndsSession();

  /** How the forms of an {@link Entry} have ended. */
  enum Outcome {
    /** All of them were evaluated. */
    DONE,
    /** One of them was wrong, or was interrupted; those behind it were not evaluated. */
    FAILED,
    /** One of them was {@code (exit)}. */
    LEFT
  }

  /**
   * Is notified of the end, last of all.
   *
   * @param midLine whether the output has stopped within a line
   */
  void done(Outcome outcome, boolean midLine);
}
