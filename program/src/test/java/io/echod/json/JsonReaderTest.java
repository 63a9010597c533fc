package io.echod.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {

  @Test
  void valuesOfEveryKindAreRead() {
    assertThat(
            JsonReader.read(" {\"a\" : [1, -2.5e3, \"x\\u00e9\\n\\\"\"],\n\"b\":{}, \"c\":[ ]} "))
        .isEqualTo(
            Map.of("a", List.of(1.0, -2500.0, "x\u00e9\n\""), "b", Map.of(), "c", List.of()));
    assertThat(JsonReader.read("[true,false,null]")).isEqualTo(Arrays.asList(true, false, null));
    assertThat(JsonReader.readObject("[]")).isEmpty();
  }

  @Test
  void whatTheWriterWritesIsRead() {
    Map<String, Object> value =
        Map.of("text", "\u0001\\ \"quoted\" \ud83d\ude00", "numbers", List.of(1L, 2.5, 1e15));
    assertThat(JsonReader.read(Json.text(value)))
        .isEqualTo(
            Map.of("text", "\u0001\\ \"quoted\" \ud83d\ude00", "numbers", List.of(1.0, 2.5, 1e15)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,} | line 1, column 8: expected a name in quotes",
        "[1,] | line 1, column 4: expected a value",
        "[1 2] | column 4: expected ']'",
        "{\"a\" 1} | column 6: expected ':'",
        "{\"a\":1,\"a\":2} | each name once, not 'a' twice",
        "\"abc | column 5: expected a quote at the end of the text",
        "\"\\x\" | column 3: expected one of",
        "\"\\u12g4\" | column 6: expected four hexadecimal digits",
        "01 | column 2: expected the end",
        "+1 | expected a value",
        "1. | column 2: expected the end",
        "nul | expected a value",
        "`` | column 1: expected a value",
        "[[]] [] | column 6: expected the end"
      })
  void otherTextIsRefusedWithItsPlace(String text, String why) {
    assertThatThrownBy(() -> JsonReader.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aThousandArraysWithinEachOtherAreRefused() {
    assertThatThrownBy(() -> JsonReader.read("[".repeat(1_000)))
        .hasMessageContaining("at most 100 values within each other");
    assertThatThrownBy(() -> JsonReader.read("{\n  \"a\": oops\n}"))
        .hasMessageContaining("line 2, column 8");
  }
}
