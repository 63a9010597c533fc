package io.echod.cli.script;

import io.echod.scheme.live.Asker;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Evaluation;
import io.echod.scheme.live.Live;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands in forms, one entry at a time, and waits until they are evaluated. */
public final class PromptAsker implements Asker {

  /** How an entry has ended. */
  record End(Outcome outcome, boolean midLine) {}

  private final OutputStream output;
  private final Consumer<String> errors;
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

  private volatile boolean midLine;

  /** The form that is being evaluated; null while there is none. */
  private volatile @Nullable Evaluation evaluation;

  PromptAsker(OutputStream output, Consumer<String> errors) {
    this.output = output;
    this.errors = errors;
  }

  /** Has forms evaluated and waits for their end. */
  End ask(Live live, Entry entry) throws InterruptedException {
    evaluation = live.evaluate(entry);
    try {
      return ends.take();
    } finally {
      evaluation = null;
    }
  }

  /** Interrupts what is being evaluated; false where nothing is. */
  boolean interrupt() {
    Evaluation present = evaluation;
    if (present == null) {
      return false;
    }
    present.interrupt();
    return true;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public boolean isMidLine() {
    return midLine;
  }

  /** Its line was ended by another writer. */
  void lineEnded() {
    midLine = false;
  }

  @Override
  public void error(String lines) {
    errors.accept(lines);
  }

  @Override
  public void note(String line) {
    errors.accept(line);
  }

  @Override
  public boolean exitEndsSession() {
    return true;
  }

  @Override
  public void done(Outcome outcome, boolean midLine) {
    this.midLine = midLine;
    ends.add(new End(outcome, midLine));
  }
}
