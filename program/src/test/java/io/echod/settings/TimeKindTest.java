package io.echod.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeKindTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "5s, PT5S",
    "5S, PT5S",
    "2.5s, PT2.5S",
    "0.000000001s, PT0.000000001S",
    "0.1us, PT0.0000001S",
    "0.0, PT0S",
    "50ms, PT0.05S",
    "1.5ms, PT0.0015S",
    "20us, PT0.00002S",
    "1m, PT1M",
    "1.5m, PT90S",
    "2h, PT2H",
    "999999999.999999999h, PT999999999H59M59.9999964S"
  })
  void unitsGoFromMicrosecondsToHours(String text, Duration time) {
    assertThat(TimeKind.TIME.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "-1s",
        "+1s",
        "1,5s",
        ".5s",
        "5.s",
        "1e3s",
        "5 s",
        "5d",
        "1m30s",
        "NaN",
        "infinity",
        "٣s"
      })
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> TimeKind.TIME.parse(text))
        .withMessageStartingWith("'" + text + "' is not a time; write");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999999s", "99999999999999999999h", "1000000000us", "1000000000.5M"})
  void aTimeThatIsTooLongIsATime(String text) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> TimeKind.TIME.parse(text))
        .withMessage("'" + text + "' is too long; write 999999999h at most");
  }

  /** Its meaning depends on the reader. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "5", "0.1", "50"})
  void aNumberWithoutAUnitIsRefused(String text) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> TimeKind.TIME.parse(text))
        .withMessage(
            "'%s' has no unit; write %s, %s or %s"
                .formatted(text, text + "s", text + "ms", text + "m"));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT10S, 10s",
    "PT1.5S, 1.5s",
    "PT90S, 90s",
    "PT1M, 1m",
    "PT2H, 2h",
    "PT0.25S, 250ms",
    "PT0.0015S, 1500us",
    "PT0.0000001S, 0.1us",
    "PT1.000000001S, 1.000000001s"
  })
  void isPrintedAsItIsRead(Duration time, String text) {
    assertThat(TimeKind.TIME.print(time)).isEqualTo(text);
    assertThat(TimeKind.TIME.parse(text)).isEqualTo(time);
  }
}
