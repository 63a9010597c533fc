package io.echod.scheme.runtime;

import java.util.function.IntConsumer;

/** Whether a script was asked to end, by itself or by a signal, and with which exit code. */
public final class Ending {

  /** Asked to end from outside, by a signal. */
  private volatile boolean stopped;

  /** Asked to end: by a signal, or by the script. */
  private volatile boolean asked;

  private boolean exited;
  private int exitCode;
  private IntConsumer action = _ -> {};

  Ending() {}

  /** A signal asks. From any thread. */
  void stop() {
    stopped = true;
    asked = true;
  }

  /** The script asks. */
  void exit(int code) {
    exitCode = code;
    exited = true;
    asked = true;
  }

  /** Whether a signal has asked. */
  public boolean isStopped() {
    return stopped;
  }

  /** Whether a signal has asked, or the script. */
  public boolean isAsked() {
    return asked;
  }

  /** Whether the script has called {@code exit}: nothing of it runs any more. */
  public boolean hasExited() {
    return exited;
  }

  /** Unwinds the script where it has called {@code exit}. */
  public void checkExited() {
    if (exited) {
      throw new ScriptExit();
    }
  }

  /** Nothing of the script is called from now on, though it has not asked. */
  public void callNoMore() {
    exited = true;
  }

  /** 0, or what the script gave to {@code exit}. */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Has something done where the script is asked to end and nothing is being called: for those who
   * end the process, so that no handler of the script's can hold it.
   *
   * @param todo is given the exit code; may return, and the script is unwound then
   */
  public void onEnding(IntConsumer todo) {
    action = todo;
  }

  /** Unwinds the script where it was asked to end, once what is to be done then is done. */
  void check() {
    if (asked) {
      IntConsumer todo = action;
      action = _ -> {};
      todo.accept(exitCode);
      throw new ScriptExit();
    }
  }
}
