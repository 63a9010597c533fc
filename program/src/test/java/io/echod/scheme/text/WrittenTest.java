package io.echod.scheme.text;

import static org.assertj.core.api.Assertions.assertThat;

import gnu.lists.LList;
import gnu.lists.Pair;
import gnu.math.IntNum;
import org.junit.jupiter.api.Test;

/** How messages show values. */
class WrittenTest {

  @Test
  void valuesAreWrittenAsSchemeWritesThem() {
    assertThat(Written.of("a\"b")).isEqualTo("\"a\\\"b\"");
    assertThat(Written.of(true)).isEqualTo("#t");
    assertThat(Written.of(LList.list2(IntNum.make(1), "x"))).isEqualTo("(1 \"x\")");
    assertThat(Written.of(LList.Empty)).isEqualTo("()");
  }

  @Test
  void longValuesAreClippedAndCirclesEnd() {
    assertThat(Written.of("x".repeat(1000))).hasSize(63).endsWith("...");
    Pair circle = new Pair(IntNum.one(), LList.Empty);
    circle.setCdr(circle);
    assertThat(Written.of(circle)).startsWith("(1 1 1").endsWith("...");
  }

  @Test
  void whatAPeerHasSentCannotPoseAsAnotherLine() {
    assertThat(Written.onOneLine("a\r\nb\tc\u001b[1m\u0085\u2028"))
        .isEqualTo("a\\xd;\\xa;b\\x9;c\\x1b;[1m\\x85;\\x2028;");
  }

  @Test
  void bytesThatAreATextAreShownAsThatText() {
    assertThat(Written.onOneLine("gr\u00c3\u00b6\u00c3\u009fe")).isEqualTo("gr\u00f6\u00dfe");
    assertThat(Written.onOneLine("\u00ff\u00fe")).isEqualTo("\u00ff\u00fe");
  }
}
