package io.echod.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "all of ASCII: ~ \\ \" '", "Zürich, 東京, \ud83d\ude00"})
  void whatCanBeSeenStaysAsItIs(String text) {
    assertThat(Visible.text(text)).isEqualTo(text);
  }

  @Test
  void controlCharactersAreWrittenAsTheirCodes() {
    assertThat(Visible.text("a\nb\r\u0000\u001b[31m\u007f\u0085"))
        .isEqualTo("a\\u000ab\\u000d\\u0000\\u001b[31m\\u007f\\u0085");
  }

  /** Such as those that show the rest of a line from right to left, or begin another. */
  @Test
  void soIsWhatTurnsOrBreaksALine() {
    assertThat(Visible.text("é\u202ea\u2028b\u2029c\u2066\ufeff"))
        .isEqualTo("é\\u202ea\\u2028b\\u2029c\\u2066\\ufeff");
    assertThat(Visible.text("\ud83d!\udb40\udc01")).isEqualTo("\\ud83d!\\udb40\\udc01");
  }
}
