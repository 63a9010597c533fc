package io.echod.net;

import java.io.IOException;
import java.util.Optional;

/** Is notified of the outcome of a write. */
@FunctionalInterface
public interface WriteCompletion {

  /**
   * Called exactly once, at the end of a turn.
   *
   * @param failure empty once the system has taken every byte; else why it never will
   */
  void done(Optional<IOException> failure);
}
