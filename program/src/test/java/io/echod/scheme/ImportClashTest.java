package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two libraries that have the same name. */
class ImportClashTest {

  @TempDir private Path directory;

  @Test
  void aClashNamesTheLibrariesAndTheLine() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            "(display \"begun\")\n(import (srfi 1)\n        (srfi 69)\n        (srfi 13))");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors())
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("server.scm:4:9: string-hash is in both (srfi 69) and (srfi 13); "));
  }

  @Test
  void thePromptLivesOn() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(session.evaluate("(import (srfi 69) (srfi 13))"))
          .startsWith("error repl:1: string-hash is in both (srfi 69) and (srfi 13); ");
      assertThat(session.evaluate("(+ 1 1)")).isEqualTo("2\n");
    }
  }

  @Test
  void whatIsLeftOutOfOneDoesNotClash() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (import (srfi 69) (except (srfi 13) string-hash))
            (define x 1)
            (define x 2)
            (display (string-index "abc" #\\b))
            """);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("1");
  }

  @Test
  void importsOneAfterTheOtherDoNotClash() throws Exception {
    SchemeRun run = SchemeRun.of(directory, "(import (srfi 69))\n(import (srfi 13))\n(display 1)");
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("1");
  }
}
