package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code (exit)} ends a script, inside of any form. */
class ExitTest {

  @TempDir private Path directory;

  private void endsWithThree(String text) throws Exception {
    SchemeRun run = SchemeRun.of(directory, text + "\n(display \"went on\")");
    assertThat(run.exitCode()).as(text).isEqualTo(3);
    assertThat(run.output()).as(text).isEqualTo("before");
    assertThat(run.errors()).as(text).isEmpty();
  }

  @Test
  void noHandlerHoldsIt() throws Exception {
    for (String each :
        List.of(
            "(guard (e (#t (display \"caught\"))) (display \"before\") (exit 3))",
            "(guard (e (#t (display \"caught\"))) (guard (e ((string? e) 1)) (display \"before\")"
                + " (exit 3)) 1)",
            "(try-catch (begin (display \"before\") (exit 3) 1) (e <java.lang.Throwable> (display"
                + " \"caught\")))",
            "(with-exception-handler (lambda (e) (display \"caught\")) (lambda () (display"
                + " \"before\") (exit 3) 1))",
            "(dynamic-wind (lambda () #f) (lambda () (display \"before\") (exit 3)) (lambda () (car"
                + " 1)))",
            "(define (f) (guard (e (#t (display \"caught\") (f))) (display \"before\") (exit 3) 1))"
                + " (f)")) {
      endsWithThree(each);
    }
  }

  @Test
  void noHandlerOfACallbackHoldsItEither() throws Exception {
    endsWithThree(
        """
        (define d (iox-create))
        (define (end callback reason data)
          (guard (e (#t (display "caught"))) (display "before") (exit 3))
          (display "went on"))
        (define (other callback reason data) (display "called"))
        (iox-after d end 0 0)
        (iox-after d other 0 0)
        (iox-monitor d)
        """);
  }

  @Test
  void noContinuationLeadsOutOfIt() throws Exception {
    endsWithThree(
        """
        (call/cc
          (lambda (leave)
            (dynamic-wind
              (lambda () (display "before"))
              (lambda () (exit 3))
              (lambda () (leave 1)))))
        """);
  }

  @Test
  void anEmergencyExitLosesNothingOfWhatWasDisplayed() throws Exception {
    endsWithThree("(display \"before\") (emergency-exit 3)");
  }

  @Test
  void theLibraryThatExitComesFromMakesNoDifference() throws Exception {
    endsWithThree("(import (scheme process-context))\n(display \"before\")\n(exit 3)");
    SchemeRun run = SchemeRun.of(directory, "(import (scheme process-context))\n(exit 300)");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).singleElement().asString().contains("expected an exit code");
  }

  @Test
  void aCodeThatTheSystemDoesNotHaveIsRefused() throws Exception {
    for (String code : List.of("300", "-1", "256", "99999999999", "1.5", "\"a\"")) {
      SchemeRun run = SchemeRun.of(directory, "(exit " + code + ")");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.errors())
          .containsExactly(
              "server.scm:1: exit: argument 1 (code) is "
                  + code
                  + "; expected an exit code of 0 to 255, #t or #f");
    }
  }
}
