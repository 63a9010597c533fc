package io.echod.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls from the last frames of the stack, from handlers and outside of them: each has happened or
 * has not, and what follows works.
 */
final class StackCutsTest {

  @Test
  @Timeout(300)
  void aCallAtTheEndOfTheStackIsMadeOrNot() throws Exception {
    cut(41);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void noCallAtTheEndOfTheStackIsHalfMade() throws Exception {
    cut(1);
  }

  private static void cut(int step) throws Exception {
    try (Child child = new Child(StackCuts.class, Integer.toString(step))) {
      assertThat(child.lines()).containsExactly(StackCuts.WHOLE);
      assertThat(child.ends(10)).isTrue();
    }
  }
}
