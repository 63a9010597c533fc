package io.echod.edge;

import java.io.IOException;
import java.time.Duration;

/**
 * Calls from the last frames of the stack, in a process of its own, for what is cut may be a class
 * of the JDK's that would then be of no use to anybody. Prints the calls that went wrong.
 */
final class StackCuts {

  static final String WHOLE = "all whole";

  private static final long STACK_BYTES = 512 * 1024;
  private static final int NEAR_FRAMES = 250;
  private static final int FAR_FRAMES = 1500;
  private static final int FAR_STEP = 50;

  private int wrong;

  private StackCuts() {}

  /** Takes how many frames to leave out between two cuts. */
  public static void main(String[] arguments) throws InterruptedException {
    int step = Integer.parseInt(arguments[0]);
    StackCuts cuts = new StackCuts();
    Thread thread = new Thread(null, () -> cuts.run(step), "near its end", STACK_BYTES);
    thread.start();
    thread.join();
    System.out.println(cuts.wrong == 0 ? WHOLE : cuts.wrong + " went wrong");
  }

  private void run(int step) {
    int number = 0;
    for (Side side : Side.values()) {
      try {
        // Objects made once for all, descriptors among them.
        new Bench(side).close();
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
      for (CutCall call : CutCall.values()) {
        number++;
        for (int frames = number % step + 1; frames < NEAR_FRAMES; frames += step) {
          cut(side, call, frames);
        }
        for (int frames = NEAR_FRAMES; frames < FAR_FRAMES; frames += FAR_STEP * step) {
          cut(side, call, frames);
        }
      }
    }
  }

  private void cut(Side side, CutCall call, int frames) {
    cut(side, call, frames, true);
    cut(side, call, frames, false);
  }

  private void cut(Side side, CutCall call, int frames, boolean inside) {
    try {
      long descriptors = Descriptors.count();
      Bench bench = new Bench(side);
      call.before.run(bench);
      if (inside) {
        bench.dispatcher.after(Duration.ZERO, (_, _) -> StackEnd.call(call.call, bench, frames));
        bench.dispatcher.monitor(Duration.ofNanos(1));
      } else {
        StackEnd.call(call.call, bench, frames);
      }
      bench.checkAll(call);
      if (Descriptors.count() != descriptors) {
        throw new AssertionError("descriptors: " + Descriptors.count() + ", not " + descriptors);
      }
    } catch (Throwable failure) {
      wrong++;
      System.out.println(
          call
              + " on "
              + side
              + (inside ? " in a handler, " : ", ")
              + frames
              + " frames before the end of the stack");
      failure.printStackTrace(System.out);
    }
  }
}
