package io.echod.scheme.output;

import gnu.kawa.io.OutPort;
import io.echod.dispatcher.BeforeSleep;
import io.echod.scheme.text.PlainPort;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The targets of a session's display: its own output, and that of a prompt at times. Displayed text
 * is gathered, and delivered before the loop sleeps, or after a while in which it never did.
 */
public final class Display implements BeforeSleep {

  /** Turns without sleep, a millisecond or so, after which it is delivered all the same. */
  private static final int BUSY_TURNS_MAX = 100;

  private final Target own;
  private final Output output;
  private final PlainPort port;
  private final PlainPort errorPort;
  private int busyTurns;

  /**
   * Displays on a stream.
   *
   * @param errors takes what is written to the error port, a line at a time
   */
  public Display(OutputStream stream, Consumer<String> errors) {
    own = new Target(stream, false);
    output = new Output(own);
    port = new PlainPort(output);
    errorPort = new PlainPort(new ErrorLines(errors));
  }

  /** What Scheme writes to. */
  public OutPort port() {
    return port;
  }

  /** What Scheme writes errors to. */
  public OutPort errorPort() {
    return errorPort;
  }

  /** Traces what happens, between what the script displays. */
  public Trace trace() {
    return new Trace(output, port);
  }

  /** Shows a text behind all that was displayed before. */
  public void show(String text) {
    port.settle();
    output.write(text, 0, text.length());
  }

  /** Has what is displayed from now on go elsewhere; returns where it went. */
  public Target redirect(Target target) {
    port.settle();
    return output.redirect(target);
  }

  /** Has it go where the session's own output goes. */
  public Target redirectToOwn() {
    return redirect(own);
  }

  /** When the target is waited for: not while clients are served. */
  public void waitWhen(BooleanSupplier condition) {
    output.waitWhen(condition);
  }

  @Override
  public boolean isDue() {
    errorPort.settle();
    port.settle();
    if (output.isEmpty()) {
      return false;
    }
    busyTurns++;
    if (busyTurns > BUSY_TURNS_MAX) {
      run();
      return false;
    }
    return true;
  }

  /** Whether there is text to deliver. From any thread, but from others it may be out of date. */
  public boolean holdsText() {
    return port.isUnsettled() || !output.isEmpty();
  }

  /** Within a turn: no thread waits for the target. */
  @Override
  public void run() {
    settle();
    output.deliver(false);
  }

  /** Writes out what was displayed. */
  public void deliver() {
    settle();
    output.deliver();
  }

  private void settle() {
    busyTurns = 0;
    errorPort.settle();
    port.settle();
  }

  /** As above, and ends a line on the error port that has no end. */
  public void close() {
    deliver();
    errorPort.close();
  }
}
