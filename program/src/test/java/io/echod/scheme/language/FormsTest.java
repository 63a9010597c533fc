package io.echod.scheme.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "(f)",
        "(f \"(\")",
        "\"a\\\"b\"",
        "(f #\\( 1)",
        "#\\\"",
        "(f) ; (",
        "#| ( |#",
        "#| a #| b |# c |#",
        "|a (b|",
        "'(1 2)",
        "[f]",
        "(f))",
        "(a)\n(b)\n"
      })
  void whatIsWholeIsNotWaitedFor(String text) {
    assertThat(Forms.areWhole(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "(f \"a",
        "\"a\\\"",
        "(f #\\)",
        "(f ; )\n",
        "#| a",
        "#| a #| b |#",
        "|a",
        "'",
        "(define (f)\n  '(1 2)\n",
        "`(a ,",
        "#;"
      })
  void whatIsOpenIsWaitedFor(String text) {
    assertThat(Forms.areWhole(text)).isFalse();
  }

  @Test
  void linesMayComeOneByOne() {
    Forms forms = new Forms();
    forms.add("(display \"two\n");
    assertThat(forms.isOpen()).isTrue();
    assertThat(forms.describe()).isEqualTo("a string");
    forms.add("lines\"\n");
    assertThat(forms.describe()).isEqualTo("a parenthesis");
    forms.add(")\n");
    assertThat(forms.isOpen()).isFalse();
  }

  @Test
  void namesStandInCodeAlone() {
    assertThat(Forms.endInCode("(tcp-")).isTrue();
    assertThat(Forms.endInCode("\"tcp-")).isFalse();
    assertThat(Forms.endInCode("; tcp-")).isFalse();
    assertThat(Forms.endInCode("; tcp-\n(tcp-")).isTrue();
  }
}
