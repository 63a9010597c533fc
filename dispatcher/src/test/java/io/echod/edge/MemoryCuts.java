package io.echod.edge;

import java.io.IOException;
import java.time.Duration;

/**
 * Calls with a full heap, in a process of its own: each has happened or has not, and what follows
 * works. Prints the calls that went wrong.
 */
final class MemoryCuts {

  static final String WHOLE = "all whole";

  /** How many small objects a call can make before it is refused: from none to all it needs. */
  private static final int[] OBJECTS_LEFT = {
    0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 256
  };

  private static final FullHeap HEAP = new FullHeap();

  private MemoryCuts() {}

  /** Takes how many of the cases to leave out between two, and the number of the first. */
  public static void main(String[] arguments) throws IOException {
    int step = Integer.parseInt(arguments[0]);
    int number = Integer.parseInt(arguments[1]);
    int wrong = 0;
    for (Side side : Side.values()) {
      // Objects made once for all, and those that this itself needs where memory has run out.
      for (int time = 0; time < 3; time++) {
        Bench bench = new Bench(side);
        HEAP.fill(0);
        HEAP.empty();
        bench.close();
      }
      for (CutCall call : CutCall.values()) {
        for (int objects : OBJECTS_LEFT) {
          wrong += number++ % step == 0 ? cut(side, call, objects, true) : 0;
          wrong += number++ % step == 0 ? cut(side, call, objects, false) : 0;
        }
      }
    }
    System.out.println(wrong == 0 ? WHOLE : wrong + " went wrong");
  }

  /** Returns 1 where it went wrong. */
  private static int cut(Side side, CutCall call, int objects, boolean inside) {
    try {
      long descriptors = Descriptors.count();
      Bench bench = new Bench(side);
      call.before.run(bench);
      if (inside) {
        bench.dispatcher.after(Duration.ZERO, (_, _) -> attempt(bench, call, objects));
        bench.dispatcher.monitor(Duration.ofNanos(1));
      } else {
        attempt(bench, call, objects);
      }
      HEAP.empty();
      bench.checkAll(call);
      if (Descriptors.count() > descriptors) {
        throw new AssertionError("descriptors: " + Descriptors.count() + ", not " + descriptors);
      }
      return 0;
    } catch (Throwable failure) {
      HEAP.empty();
      System.out.println(
          call + " on " + side + (inside ? " in a handler" : "") + ", room for " + objects);
      failure.printStackTrace(System.out);
      return 1;
    }
  }

  private static void attempt(Bench bench, CutCall call, int objects) {
    HEAP.fill(objects);
    try {
      call.call.run(bench);
      // The call's deferred work meets the same lack.
      bench.dispatcher.monitor(Duration.ZERO);
    } catch (Throwable refused) {
      // Which is not caught for long enough to be looked at.
      return;
    }
  }
}
