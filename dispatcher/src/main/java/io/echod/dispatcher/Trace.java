package io.echod.dispatcher;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running account of what happens, line by line, for people who debug; off unless switched on.
 * Ask {@link #isOn} before composing a line. Belongs to the dispatcher's thread.
 */
public final class Trace {

  private @Nullable Consumer<String> lines;

  Trace() {}

  /** Whether anybody reads it. */
  public boolean isOn() {
    return lines != null;
  }

  /** Switches it on. */
  public void to(Consumer<String> reader) {
    lines = reader;
  }

  /** Switches it off. */
  public void off() {
    lines = null;
  }

  /** Adds a line, where it is on; a reader that throws is switched off. */
  public void line(String text) {
    Consumer<String> reader = lines;
    if (reader != null) {
      try {
        reader.accept(text);
      } catch (RuntimeException | Error failing) {
        // A trace that only watches must not change what happens; nor is there a better place to
        // report its failure.
        lines = null;
      }
    }
  }
}
