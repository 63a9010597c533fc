package io.echod.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where the long computations of handshakes run: on a few threads that all dispatchers share, on
 * the dispatcher's own, or there for as long as few wait for it.
 */
public final class Tasks {

  private static final int WAITING_MAX = 10_000;
  private static final int IDLE_SECONDS = 10;
  private static final int WAITING_NEAR_MAX = 8;

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

  /**
   * Runs a computation on the dispatcher's thread, where it costs no switch of threads, one in a
   * turn at most, and for as long as no more than eight others wait for theirs. Once more do, all
   * of that dispatcher's go to the given executor until it has done with them. A computation of
   * more than a millisecond, as a client can bring about by its choice of keys, is paid for: none
   * runs on the dispatcher's thread for ten times as long as it took beyond that. So established
   * connections wait for one computation at most, and long ones take a tenth of the time at most.
   *
   * @param others where the rest runs; its threads must not be the dispatcher's
   */
  public static Executor adaptive(Executor others) {
    return new Adaptive(others, WAITING_NEAR_MAX);
  }

  /**
   * The same, with another limit of those that wait.
   *
   * @param waitingMax how many computations may wait for the dispatcher's thread; 0 or more
   */
  public static Executor adaptive(Executor others, int waitingMax) {
    return new Adaptive(others, waitingMax);
  }

  record Adaptive(Executor others, int waitingMax) implements Executor {

    Adaptive {
      if (waitingMax < 0) {
        throw new IllegalArgumentException("waitingMax must be 0 or more, not " + waitingMax);
      }
    }

    @Override
    public void execute(Runnable task) {
      others.execute(task);
    }
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
