package io.echod.cli.script;

import io.echod.scheme.Session;
import io.echod.scheme.live.Live;
import java.io.OutputStream;

/** Where the forms of {@code echod repl} come from, and where what they say goes. */
public interface Prompt extends AutoCloseable {

  /** Takes what scripts display outside of what is typed here. From the session's thread. */
  OutputStream output();

  /** Is notified of mistakes elsewhere, as in callbacks. From the session's thread. */
  void error(String line);

  /** Begins to ask, on a thread of its own. */
  void start(Session session, Live live);

  /** Whether there is a user to mend what is wrong. */
  boolean isInteractive();

  /** The exit code where none was given. */
  int exitCode();

  /** Gives the terminal back. */
  @Override
  void close();
}
