package io.echod.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * How far something has got, on standard error: on a terminal in one line that is written anew ten
 * times a second, elsewhere in a line every ten seconds. From any thread.
 */
public final class ProgressLine implements AutoCloseable {

  private static final Duration TERMINAL_PAUSE = Duration.ofMillis(100);
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final PrintWriter errors;
  private final boolean terminal;
  private final InstantSource clock;
  private Instant last;
  private int shown;

  public ProgressLine(PrintWriter errors, boolean terminal, InstantSource clock) {
    this.errors = errors;
    this.terminal = terminal;
    this.clock = clock;
    last = clock.instant();
  }

  /** On standard error, of any kind. */
  public static ProgressLine on(PrintWriter errors, InstantSource clock) {
    return new ProgressLine(errors, isTerminal(), clock);
  }

  private static boolean isTerminal() {
    try {
      // The JDK reports on standard input and output together only.
      return !"dumb".equals(System.getenv("TERM"))
          && TerminalProvider.load("ffm").isSystemStream(SystemStream.Error);
    } catch (IOException | LinkageError unknown) {
      return false;
    }
  }

  /** Shows it where it is time for it. */
  public synchronized void show(Supplier<String> text) {
    Instant now = clock.instant();
    Duration since = Duration.between(last, now);
    // The clock may have been set back.
    if (!since.isNegative() && since.compareTo(terminal ? TERMINAL_PAUSE : PAUSE) < 0) {
      return;
    }
    last = now;
    if (terminal) {
      rewrite(text.get());
    } else {
      errors.println(text.get());
    }
  }

  private void rewrite(String text) {
    String rest = " ".repeat(Math.max(0, shown - text.length()));
    // A line wider than the terminal must not begin another one, which nothing would rewrite.
    errors.print("\r" + NO_WRAP + text + rest + WRAP);
    errors.flush();
    shown = text.length();
  }

  /** Takes the line away, before something else is written. */
  public synchronized void clear() {
    if (shown > 0) {
      rewrite("");
      errors.print("\r");
      errors.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
