package io.echod.cli.script;

import io.echod.scheme.Session;
import io.echod.scheme.live.Asker;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Live;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Forms typed at a terminal, with history and completion; what others say appears above them. */
public final class TerminalPrompt implements Prompt {

  private static final Size USUAL_SIZE = Size.of(80, 24);
  private static final int END_MILLIS = 1000;

  private final Terminal terminal;
  private final LineReader reader;
  private final SchemeCompleter completer;
  private final OutputStream output = new TerminalOutput();
  private final PromptAsker asker = new PromptAsker(output, this::error);

  /** Interrupts that what is being evaluated has not heard of yet. */
  private final AtomicInteger unheard = new AtomicInteger();

  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile boolean ending;

  private TerminalPrompt(Terminal terminal, Map<String, String> variables) {
    this.terminal = terminal;
    completer = new SchemeCompleter();
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("echod")
            .terminal(terminal)
            .parser(new SchemeParser())
            .completer(completer)
            // Names with an exclamation mark are no events of the history.
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.COMPLETE_MATCHER_TYPO, false)
            .option(Option.COMPLETE_MATCHER_CAMELCASE, false)
            .option(Option.HISTORY_TIMESTAMPED, false)
            .variable(LineReader.BELL_STYLE, "none");
    HistoryFile.in(variables).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    reader = builder.build();
  }

  static TerminalPrompt open(Map<String, String> variables) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .name("echod")
            .system(true)
            .dumb(true)
            .encoding(StandardCharsets.UTF_8)
            .build();
    if (terminal.getSize().getColumns() == 0) {
      // The terminal reports no size, as within containers at times.
      terminal.setSize(USUAL_SIZE);
    }
    return new TerminalPrompt(terminal, variables);
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void error(String line) {
    // Messages may quote strings, which are bytes.
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    show(bytes, 0, bytes.length);
  }

  @Override
  public void start(Session session, Live live) {
    terminal.handle(Signal.INT, _ -> interrupt());
    completer.complete(live);
    thread.set(Thread.ofPlatform().name("prompt").daemon().start(() -> read(session, live)));
  }

  private void read(Session session, Live live) {
    try {
      // The first words are the script's.
      CountDownLatch running = new CountDownLatch(1);
      session.later(running::countDown);
      running.await();
      askUntilTheEnd(live);
    } catch (InterruptedException | RejectedExecutionException over) {
      // The session has ended.
    } finally {
      ending = true;
      session.stop();
    }
  }

  private void askUntilTheEnd(Live live) throws InterruptedException {
    int line = 1;
    while (true) {
      String prompt = Entry.prompt(line);
      String continuation = " ".repeat(prompt.length() - Entry.CONTINUATION.length());
      reader.variable(LineReader.SECONDARY_PROMPT_PATTERN, continuation + Entry.CONTINUATION);
      String text;
      try {
        text = reader.readLine(prompt);
      } catch (UserInterruptException abandoned) {
        if (ending) {
          return;
        }
        continue;
      } catch (EndOfFileException end) {
        return;
      }
      if (text.isBlank()) {
        continue;
      }
      Entry entry = Entry.typed(text, line, asker);
      line += entry.lines();
      unheard.set(0);
      PromptAsker.End end = asker.ask(live, entry);
      if (end.midLine()) {
        asker.lineEnded();
        show(new byte[] {'\n'}, 0, 1);
      }
      if (end.outcome() == Asker.Outcome.LEFT) {
        return;
      }
    }
  }

  private void interrupt() {
    if (ending) {
      Runtime.getRuntime().halt(1);
    }
    if (!asker.interrupt()) {
      return;
    }
    // Behind the ^C that the terminal has shown.
    show(new byte[] {'\n'}, 0, 1);
    switch (unheard.incrementAndGet()) {
      case 1 -> {}
      case 2 -> error("; it does not end yet: Ctrl-C once more ends the program");
      default -> {
        close();
        Runtime.getRuntime().halt(1);
      }
    }
  }

  /** Shows bytes above the line that is being edited, if one is. */
  private void show(byte[] bytes, int offset, int length) {
    if (reader.isReading()) {
      String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
      reader.printAbove(text);
      return;
    }
    try {
      terminal.output().write(bytes, offset, length);
      terminal.output().flush();
    } catch (IOException gone) {
      // The reader has gone.
    }
  }

  @Override
  public boolean isInteractive() {
    return true;
  }

  @Override
  public int exitCode() {
    return 0;
  }

  @Override
  public void close() {
    ending = true;
    Thread reading = thread.get();
    try {
      if (reading != null) {
        // So that the line being edited is left as it should be.
        reading.interrupt();
        reading.join(END_MILLIS);
      }
      terminal.close();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      // The reader has gone.
    }
  }

  private final class TerminalOutput extends OutputStream {

    @Override
    public void write(int each) {
      show(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      show(bytes, offset, length);
    }
  }
}
