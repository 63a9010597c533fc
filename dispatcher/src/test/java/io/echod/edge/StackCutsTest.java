package io.echod.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls from the last frames of the stack, from handlers and outside of them: each has happened or
 * has not, and what follows works.
 */
final class StackCutsTest {

  private static final long STACK_BYTES = 512 * 1024;
  private static final int NEAR_FRAMES = 250;
  private static final int FAR_FRAMES = 1500;
  private static final long LIMIT_SECONDS = 120;

  @ParameterizedTest
  @EnumSource(CutCall.class)
  void aCallIsCutNowhere(CutCall call) throws Exception {
    cut(call, 31, Math.floorMod(call.name().hashCode(), 31) + 1);
  }

  @ParameterizedTest
  @EnumSource(CutCall.class)
  @Tag("soak")
  void aCallIsCutAtNoFrame(CutCall call) throws Exception {
    cut(call, 1, 1);
  }

  private static void cut(CutCall call, int step, int first) throws Exception {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          for (Side side : Side.values()) {
            // What is made once for all, descriptors among it.
            new Bench(side).close();
            for (int frames = first;
                frames < FAR_FRAMES;
                frames += frames < NEAR_FRAMES ? step : 50 * step) {
              cut(side, call, frames, true);
              cut(side, call, frames, false);
            }
          }
          return true;
        });
    Thread thread = new Thread(null, task, "near the end of the stack", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    assertThat(task.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private static void cut(Side side, CutCall call, int frames, boolean inside) throws Exception {
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
      assertThat(Descriptors.count()).as("descriptors").isEqualTo(descriptors);
    } catch (Throwable failure) {
      throw new AssertionError(
          call
              + " on "
              + side
              + ", "
              + frames
              + " frames before the end of the stack, "
              + (inside ? "in a handler" : "outside of handlers"),
          failure);
    }
  }
}
