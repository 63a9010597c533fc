package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caught error has the message that it would have had uncaught. */
class CaughtErrorTest {

  private static final String[] MISTAKES = {
    "(car 1)",
    "(+ 1 \"a\")",
    "(vector-ref (vector 1 2) 5)",
    "((lambda (x) x))",
    "(two 1)",
    "(no-such-name)",
    "(open-input-file \"/no/such/file\")",
    "(string-append \"a\" 'b)",
    "(hash-table-ref 5 5)",
    "(tcp-read 5 5)",
    "(5 5)",
    "(apply two '(1 2 3))",
    "(string->symbol 5)",
    "(list-tail '(1) 4)",
    "(string-ref \"abc\" 9)",
    "(error \"no good:\" '(1 \"a\") 'b)"
  };

  @TempDir private Path directory;

  private String run(String text) throws Exception {
    SchemeRun run = SchemeRun.of(directory, text);
    return run.output().replace(directory + "/", "") + String.join("", run.errors());
  }

  @Test
  void itSaysWhatAnUncaughtOneSays() throws Exception {
    for (String each : MISTAKES) {
      String before = "(define (two a b) a)\n\n";
      String uncaught = run(before + "(begin " + each + " 1)");
      assertThat(uncaught).as(each).startsWith("server.scm:3");
      String what = uncaught.replaceFirst("server.scm:3(:\\d+)?: ", "");
      String caught =
          run(
              before
                  + "(guard (e (#t (display (list (error-object? e) (error-object-place e)))"
                  + " (display (error-object-message e))"
                  + " (for-each (lambda (each) (display \" \") (write each))"
                  + " (error-object-irritants e))))"
                  + each
                  + ")");
      assertThat(caught.replaceFirst(":3:\\d+\\)", ":3)"))
          .as(each)
          .isEqualTo("(#t server.scm:3)" + what);
      String handled =
          run(
              before
                  + "(call/cc (lambda (leave) (with-exception-handler"
                  + " (lambda (e) (leave (display (error-object? e)))) (lambda () "
                  + each
                  + " 1))))");
      assertThat(handled).as(each).isEqualTo("#t");
    }
  }

  @Test
  void anErrorThatNoClauseTakesIsReportedByItsPlace() throws Exception {
    assertThat(run("(define (f)\n  (car 1)\n  1)\n(guard (e ((string? e) 1)) (f))"))
        .isEqualTo(
            "server.scm:2: car: argument 1 is 1; expected a pair"
                + "  in f, called at server.scm:4 by the top level");
  }

  @Test
  void displayedItShowsItsPlace() throws Exception {
    assertThat(run("(guard (e (#t (display e)))\n (car 1))"))
        .isEqualTo("server.scm:2: car: argument 1 is 1; expected a pair");
  }

  @Test
  void whatIsRaisedIsCaughtAsItIs() throws Exception {
    assertThat(run("(guard (e ((symbol? e) (display (list 'caught e)))) (raise 'x))"))
        .isEqualTo("(caught x)");
    assertThat(
            run(
                "(display (with-exception-handler (lambda (e) 5) (lambda () (+ 1 (raise-continuable"
                    + " 'x)))))"))
        .isEqualTo("6");
  }

  @Test
  void aMissingFileIsAFileError() throws Exception {
    assertThat(
            run(
                "(guard (e ((file-error? e) (display \"file\"))) (open-input-file"
                    + " \"/no/such/file\"))"))
        .isEqualTo("file");
    assertThat(run("(guard (e ((file-error? e) 1) (#t (display \"other\"))) (car 1))"))
        .isEqualTo("other");
  }

  @Test
  void argumentsWithKeywordsReachTheProcedure() throws Exception {
    assertThat(
            run(
                """
                (define (k a #!key (c 6)) (list a c))
                (define (tail) (k 1 c: 3))
                (display (list (k 1 c: 3) (k 1) (tail) ((lambda (#!key x) x) x: 7)))
                """))
        .isEqualTo("((1 3) (1 6) (1 3) 7)");
  }
}
