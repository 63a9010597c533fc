package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that fail, and starts that are broken off. */
@Timeout(300)
class StartTest {

  /** One more file may be missing anywhere: no message of the virtual machine's. */
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17})
  void aLackOfDescriptorsIsReportedWithoutStackTraces(int limit) throws Exception {
    Launch limited = Launch.DEFAULT.after("ulimit -n " + limit);
    try (EchodProcess echod = EchodProcess.run(limited, "--bind=127.0.0.1", "--port=0")) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.errors()).contains("Too many open files").doesNotContain("\tat ");
      assertThat(echod.output()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalBeforeItServesEndsItAtOnceAndQuietly(
      String signal, int exitCode, @TempDir Path directory) throws Exception {
    Path script = directory.resolve("script.scm");
    assertThat(new ProcessBuilder("mkfifo", script.toString()).start().waitFor()).isZero();
    try (EchodProcess echod =
            EchodProcess.run(Launch.DEFAULT, "run", "--check", script.toString());
        // Opened once the program reads its script from it.
        OutputStream _ = new FileOutputStream(script.toFile())) {
      echod.signal(signal);
      assertThat(echod.exitCode()).isEqualTo(exitCode);
      assertThat(echod.errors()).isEmpty();
      assertThat(echod.output()).isEmpty();
    }
  }
}
