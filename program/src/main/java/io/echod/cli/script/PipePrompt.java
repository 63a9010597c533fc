package io.echod.cli.script;

import io.echod.cli.output.StandardStreams;
import io.echod.scheme.Session;
import io.echod.scheme.language.Forms;
import io.echod.scheme.live.Asker;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Live;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** Forms from standard input that is no terminal, and nothing but their results on the output. */
public final class PipePrompt implements Prompt {

  private final InputStream input;
  private final OutputStream output = StandardStreams.forPrompt();
  private final PromptAsker asker = new PromptAsker(output, this::error);

  /** Whether the session outlives the input. */
  private final boolean goesOn;

  private volatile boolean failed;

  PipePrompt(InputStream input, boolean goesOn) {
    this.input = input;
    this.goesOn = goesOn;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void error(String line) {
    System.err.println(line);
  }

  @Override
  public void start(Session session, Live live) {
    Thread.ofPlatform().name("prompt").daemon().start(() -> read(session, live));
  }

  private void read(Session session, Live live) {
    try {
      live.settled().join();
      if (!evaluateAll(live) && !goesOn) {
        session.stop();
      }
    } catch (IOException | InterruptedException | RejectedExecutionException over) {
      session.stop();
    }
  }

  /** Reads to the end of the input; true where a form has ended the session before. */
  private boolean evaluateAll(Live live) throws IOException, InterruptedException {
    // A character for each byte, as strings carry them untouched.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1));
    Forms forms = new Forms();
    StringBuilder text = new StringBuilder();
    int first = 1;
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      text.append(line).append('\n');
      forms.add(line + "\n");
      if (!forms.isOpen()) {
        if (evaluate(live, new Entry(text.toString(), first, asker))) {
          return true;
        }
        text.setLength(0);
        first = number + 1;
      }
    }
    return !text.isEmpty() && evaluate(live, new Entry(text.toString(), first, asker));
  }

  private boolean evaluate(Live live, Entry entry) throws InterruptedException {
    Asker.Outcome outcome = asker.ask(live, entry).outcome();
    failed |= outcome == Asker.Outcome.FAILED;
    // On this thread, which has no other work: the next form comes once this one's words are read.
    StandardStreams.awaitReader(Duration.ofDays(1));
    return outcome == Asker.Outcome.LEFT;
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public int exitCode() {
    return failed ? 1 : 0;
  }

  @Override
  public void close() {}
}
