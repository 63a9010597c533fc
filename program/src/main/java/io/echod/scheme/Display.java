package io.echod.scheme;

import gnu.kawa.io.OutPort;
import io.echod.dispatcher.BeforeSleep;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Where a session displays: its own output, and that of somebody at a prompt at times. What is
 * displayed is gathered, and delivered before the loop sleeps, or after a while in which it never
 * did.
 */
final class Display implements BeforeSleep {

  /** Turns without sleep, a millisecond or so, after which it is delivered all the same. */
  private static final int BUSY_TURNS_MAX = 100;

  private final Output.Target own;
  private final Output output;
  private final PlainPort port;
  private final PlainPort errorPort;
  private int busyTurns;

  Display(OutputStream stream, Consumer<String> errors) {
    own = new Output.Target(stream, false);
    output = new Output(own);
    port = new PlainPort(output);
    errorPort = new PlainPort(new ErrorLines(errors));
  }

  /** What Scheme writes to. */
  OutPort port() {
    return port;
  }

  /** What Scheme writes errors to. */
  OutPort errorPort() {
    return errorPort;
  }

  Story story() {
    return new Story(output, port);
  }

  /** Shows a text behind all that was displayed before. */
  void show(String text) {
    port.settle();
    output.write(text, 0, text.length());
  }

  /** Has what is displayed from now on go elsewhere; returns where it went. */
  Output.Target redirect(Output.Target target) {
    port.settle();
    return output.redirect(target);
  }

  /** Has it go where the session's own output goes. */
  Output.Target redirectToOwn() {
    return redirect(own);
  }

  /** Whether, from now on, the target is waited for: not while clients are served. */
  void holdsNobody(boolean now) {
    output.waitForTarget(!now);
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

  @Override
  public void run() {
    deliver();
  }

  /** Writes out what was displayed. */
  void deliver() {
    busyTurns = 0;
    errorPort.settle();
    port.settle();
    output.deliver();
  }

  /** The same, and ends a line on the error port that has no end. */
  void close() {
    deliver();
    errorPort.close();
  }
}
