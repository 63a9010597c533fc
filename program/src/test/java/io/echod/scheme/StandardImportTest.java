package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that imports R7RS's own libraries, as portable ones do, has what others have. */
class StandardImportTest {

  @TempDir private Path directory;

  private void fails(String libraries, String form, String what) throws Exception {
    SchemeRun run = SchemeRun.of(directory, "(import " + libraries + ")\n" + form);
    assertThat(run.errors()).as(form).singleElement().asString().isEqualTo("server.scm:2: " + what);
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void errorsNameProcedureAndArgument() throws Exception {
    fails("(scheme base)", "(car 1)", "car: argument 1 is 1; expected a pair");
    fails("(scheme base)", "(+ 1 \"a\")", "+: argument 2 is \"a\"; expected a number");
    fails("(scheme write)", "(display 1 2)", "display: argument 2 is 2; expected a port");
    fails(
        "(prefix (scheme base) base-)",
        "(base-vector-ref (vector 1) 5)",
        "vector-ref: out of range: (vector-ref #(1) 5)");
  }

  @Test
  void handlersGetTheSame() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (import (scheme base) (scheme write))
            (with-exception-handler
              (lambda (mistake) (display (error-object-message mistake)) 0)
              (lambda () (+ 1 (raise-continuable (guard (e (#t e)) (car 1))))))
            """);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("car: argument 1 is 1; expected a pair");
  }

  @Test
  void whatIsDefinedHereStandsForTheLibrarysOwn() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (define names
              (list string-ref string-length with-exception-handler file-error? load exit command-line))
            (import (scheme base) (scheme file) (scheme load) (scheme process-context))
            (display
              (map eq?
                   names
                   (list string-ref string-length with-exception-handler file-error? load exit
                         command-line)))
            (display (length (command-line)))
            """);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("(#t #t #t #t #t #t #t)1");
  }

  @Test
  void whatTheScriptDefinesAnewIsCalled() throws Exception {
    SchemeRun run =
        SchemeRun.of(
            directory,
            """
            (import (scheme base) (rename (srfi 1) (first one)))
            (define (show list) (display (one list)) (display (cadr list)))
            (show '(1 2))
            (define (cadr list) "mine")
            (show '(1 2))
            """);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("121mine");
  }
}
