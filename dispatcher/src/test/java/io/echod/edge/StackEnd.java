package io.echod.edge;

import org.jspecify.annotations.Nullable;

/** Goes down to the end of the stack, and makes a call so many frames before it. */
final class StackEnd {

  private final CutCall.Step step;
  private final Bench bench;
  private final int frames;
  private int above;
  private boolean ended;
  private boolean made;
  private @Nullable Throwable thrown;

  private StackEnd(CutCall.Step step, Bench bench, int frames) {
    this.step = step;
    this.bench = bench;
    this.frames = frames;
  }

  /**
   * Makes the call.
   *
   * @return what it has thrown; null where it has returned. There may not even have been room for
   *     the call itself, which is an overflow, too
   */
  static @Nullable Throwable call(CutCall.Step step, Bench bench, int frames) {
    StackEnd end = new StackEnd(step, bench, frames);
    end.descend();
    return end.made ? end.thrown : new StackOverflowError();
  }

  private void descend() {
    if (!ended) {
      try {
        descend();
      } catch (StackOverflowError here) {
        ended = true;
      }
    }
    if (++above == frames) {
      attempt();
    }
  }

  private void attempt() {
    try {
      step.run(bench);
    } catch (Throwable failure) {
      thrown = failure;
    }
    made = true;
  }
}
