package io.echod.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where the long computations of handshakes run: a few threads that all dispatchers share. */
public final class Tasks {

  private static final int WAITING_MAX = 10_000;
  private static final int IDLE_SECONDS = 10;

  /** Runs them at once on the dispatcher's thread, as simulations need it. */
  public static final Executor IN_PLACE = Runnable::run;

  private Tasks() {}

  /**
   * The threads shared by all: half as many as there are processors, 1 at least; they end when they
   * are idle, and keep no program from ending. More than 10,000 tasks that wait are refused, which
   * fails the handshake.
   */
  public static Executor shared() {
    return Shared.EXECUTOR;
  }

  private static final class Shared {

    static final Executor EXECUTOR = make();

    private static Executor make() {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
      ThreadPoolExecutor made =
          new ThreadPoolExecutor(
              threads,
              threads,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(WAITING_MAX),
              Thread.ofPlatform().daemon().name("tls-task-", 0).factory());
      made.allowCoreThreadTimeOut(true);
      return made;
    }
  }
}
