package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name that a script imports stands for what it stands for without the import. */
class ImportedNamesTest {

  @TempDir private Path directory;

  @Test
  void anImportedProcedureSaysWhatWasWrong() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (import (scheme base) (scheme write))
            (define (first list) (car list))
            (guard (e (#t (display (error-object-message e)))) (first 5))
            (newline)
            (first 6)
            """);
    assertThat(run.output()).isEqualTo("car: argument 1 is 5; expected a pair\n");
    assertThat(run.errors())
        .first()
        .asString()
        .isEqualTo("server.scm:2: car: argument 1 is 6; expected a pair");
  }

  @Test
  void anImportedExitEndsTheScript() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (import (scheme base) (scheme write) (scheme process-context))
            (define d (iox-create))
            (define (end callback reason data)
              (guard (e (#t (display "caught"))) (display "before") (exit 3)))
            (iox-after d end 0 0)
            (iox-monitor d)
            (display "went on")
            """);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.output()).isEqualTo("before");
    assertThat(run.errors()).isEmpty();
  }

  @Test
  void aNameThatIsImportedUnderAnotherOneWorks() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (import (rename (only (scheme base) vector-ref) (vector-ref at)))
            (display (at (vector 1 2) 1))
            (define (car list) "mine")
            (display (car 5))
            """);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("2mine");
  }
}
