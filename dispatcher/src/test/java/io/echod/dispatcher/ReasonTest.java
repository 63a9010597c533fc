package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The bits of reasons, which scripts know by number. */
final class ReasonTest {

  @Test
  void theNumbersStayAsScriptsKnowThem() {
    assertThat(
            new int[] {
              Reason.READ,
              Reason.WRITE,
              Reason.EXCEPT,
              Reason.IO,
              Reason.FIRE,
              Reason.IDLE,
              Reason.CANCEL
            })
        .containsExactly(1, 2, 4, 7, 8, 16, 32);
  }

  @Test
  void masksAreSpelledOut() {
    assertThat(Reason.describe(0)).isEqualTo("none");
    assertThat(Reason.describe(Reason.READ)).isEqualTo("READ");
    assertThat(Reason.describe(63)).isEqualTo("READ|WRITE|EXCEPT|FIRE|IDLE|CANCEL");
    assertThat(Reason.describe(64 | Reason.WRITE)).isEqualTo("WRITE|64");
    assertThat(Reason.describe(Integer.MIN_VALUE)).isEqualTo("-2147483648");
  }
}
