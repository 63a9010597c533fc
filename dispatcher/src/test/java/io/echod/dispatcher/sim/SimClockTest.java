package io.echod.dispatcher.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the clock shows to those who are on the agenda. */
final class SimClockTest {

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final List<String> diary = new ArrayList<>();

  private void note(String what) {
    diary.add(what + " at " + network.nanoTime());
  }

  @Test
  void whatHappensSeesItsOwnTime() {
    network.after(10, () -> note("first"));
    network.after(30, () -> note("second"));
    network.pass(100);
    note("end");
    assertThat(diary).containsExactly("first at 10", "second at 30", "end at 100");
  }

  @Test
  void aDelayCountsFromWhatBringsItAbout() {
    network.after(
        10,
        () -> {
          note("cause");
          network.after(50, () -> note("effect"));
        });
    network.after(55, () -> note("between"));
    network.pass(100);
    assertThat(diary).containsExactly("cause at 10", "between at 55", "effect at 60");
  }
}
