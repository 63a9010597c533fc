package io.echod.cli.command;

import io.echod.cli.output.StandardStreams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Ends the process where it does not end by itself in time, whether because of a handler that never
 * returns or of a thread that waits for ever. Its own thread is there before it is needed, and
 * waits for no other.
 */
public final class Deadline {

  /** The time that an orderly end may take beyond its own limit. */
  private static final Duration GRACE = Duration.ofMillis(700);

  private record Limit(Duration time, Supplier<String> lastWord) {}

  private final CompletableFuture<Limit> begun = new CompletableFuture<>();

  private Deadline() {}

  /** Has it ready. */
  public static Deadline prepare() {
    Deadline deadline = new Deadline();
    Thread.ofPlatform().name("deadline").daemon().start(deadline::await);
    return deadline;
  }

  /**
   * The time begins to run; a second call changes nothing.
   *
   * @param lastWord what to print on standard error where the time is over; may look at what others
   *     are doing, and fail
   */
  public void begin(Duration limit, Supplier<String> lastWord) {
    begun.complete(new Limit(limit, lastWord));
  }

  private void await() {
    Limit limit = begun.join();
    try {
      Thread.sleep(limit.time().plus(GRACE));
      System.err.println("echod: " + limit.lastWord().get());
      StandardStreams.finish();
    } catch (InterruptedException | RuntimeException | Error failing) {
      // The end must not depend on the last word.
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }
}
