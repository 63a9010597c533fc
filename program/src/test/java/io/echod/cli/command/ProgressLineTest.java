package io.echod.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final StringWriter errors = new StringWriter();
  private Instant now = Instant.EPOCH;

  @Test
  void onATerminalOneLineIsWrittenAnewTenTimesASecond() {
    ProgressLine progress = line(true);
    for (int number = 0; number < 40; number++) {
      int shown = number;
      progress.show(() -> "number " + shown);
      now = now.plusMillis(10);
    }
    assertThat(errors.toString()).isEqualTo(written("number 10", "number 20", "number 30"));
  }

  @Test
  void aShorterTextLeavesNothingOfALongerOne() {
    ProgressLine progress = line(true);
    for (String text : new String[] {"long", "a"}) {
      now = now.plusSeconds(1);
      progress.show(() -> text);
    }
    assertThat(errors.toString()).isEqualTo(written("long", "a   "));
  }

  @Test
  void theLineIsTakenAwayBeforeSomethingElseIsWritten() {
    ProgressLine progress = line(true);
    now = now.plusSeconds(1);
    progress.show(() -> "half");
    progress.clear();
    assertThat(errors.toString()).isEqualTo(written("half", "    ") + "\r");
    progress.clear();
    assertThat(errors.toString()).isEqualTo(written("half", "    ") + "\r");
  }

  @Test
  void elsewhereThereIsALineEveryTenSeconds() {
    try (ProgressLine progress = line(false)) {
      for (int second = 0; second < 25; second++) {
        int shown = second;
        progress.show(() -> "second " + shown);
        now = now.plusSeconds(1);
      }
    }
    assertThat(errors.toString()).isEqualTo("second 10\nsecond 20\n");
  }

  @Test
  void aClockThatIsSetBackDoesNotSilenceIt() {
    ProgressLine progress = line(false);
    now = now.minus(Duration.ofDays(1));
    progress.show(() -> "shown");
    assertThat(errors.toString()).isEqualTo("shown\n");
  }

  /** Each is cut where the terminal ends. */
  private static String written(String... texts) {
    return Stream.of(texts)
        .map(text -> "\r\u001b[?7l" + text + "\u001b[?7h")
        .collect(Collectors.joining());
  }

  private ProgressLine line(boolean terminal) {
    return new ProgressLine(new PrintWriter(errors), terminal, () -> now);
  }
}
