package io.echod.scheme.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a script where recursion may go deep: on a thread with a large stack. */
public final class ScriptThread {

  /** Enough for calls within calls as deep as they may go; taken from the system as it is used. */
  private static final long STACK_BYTES = 256L << 20;

  private ScriptThread() {}

  /** Calls it there, waits for its end, and gives what it returns or throws. */
  public static <T> T call(Callable<T> script) throws Exception {
    HeapWatch.start();
    FutureTask<T> task = new FutureTask<>(script);
    Thread thread = new Thread(null, task, "script", STACK_BYTES);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException thrown) {
      if (thrown.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw thrown;
    }
  }
}
