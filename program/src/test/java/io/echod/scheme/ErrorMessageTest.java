package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages for authors about their mistakes. */
class ErrorMessageTest {

  @TempDir private Path directory;

  private SchemeRun run(String text) throws Exception {
    return SchemeRun.of(directory, text);
  }

  @Test
  void aNameThatIsNotDefinedIsNamed() throws Exception {
    assertThat(run("(display 1)\n(no-such-thing 2)").errors().getFirst())
        .startsWith("server.scm:2:")
        .endsWith(": no-such-thing is not defined");
  }

  @Test
  void ourErrorsAreErrorObjectsOfTheScript() throws Exception {
    SchemeRun run =
        run(
            """
            (guard (mistake ((error-object? mistake) (display (error-object-message mistake))))
              (tcp-fd 5))
            """);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).startsWith("tcp-fd: argument 1 (endpoint) is 5; expected ");
  }

  @Test
  void ourErrorsAreReportedToTheirEnd() throws Exception {
    assertThat(run("(tcp-read 5 5)").errors())
        .containsExactly(
            "server.scm:1: tcp-read: argument 1 (endpoint) is 5;"
                + " expected an endpoint of tcp-answer or tcp-call, not destroyed");
  }

  @Test
  void anErrorOfTheScriptIsReportedWithWhatItIsAbout() throws Exception {
    assertThat(run("(error \"no good:\" '(1 \"a\") 'b)").errors())
        .containsExactly("server.scm:1: no good: (1 \"a\") b");
  }

  @Test
  void aFailingTailCallIsReportedByItsLine() throws Exception {
    SchemeRun run =
        run(
            """
            (define dispatcher (iox-create))
            (define (careless callback reason user-data)
              (display "called")
              (tcp-fd user-data))
            (iox-after dispatcher careless 5 0)
            (iox-after dispatcher
                       (lambda (callback reason user-data) (tcp-fd user-data)) 6 0)
            (iox-monitor dispatcher)
            """);
    assertThat(run.errors()).hasSize(2);
    assertThat(run.errors().getFirst()).startsWith("server.scm:4: tcp-fd: argument 1");
    assertThat(run.errors().getLast()).startsWith("server.scm:7: tcp-fd: argument 1");
  }

  @Test
  void urgentDataIsRefusedInTheWordsOfTheScript() throws Exception {
    SchemeRun run =
        run(
            """
            (define listener (tcp-listen 0))
            (iox-onio (iox-create) (lambda x x) #f IOX_EXCEPT (tcp-fd listener))
            """);
    assertThat(run.errors().getFirst())
        .startsWith("server.scm:2: iox-onio: argument 4 (reason) is 4; expected ");
  }

  @Test
  void whatIsDisplayedIsSeenThoughAnIdleTaskKeepsTheLoopBusy() throws Exception {
    SchemeRun run =
        SchemeRun.start(
            directory,
            """
            (define dispatcher (iox-create))
            (iox-whenidle dispatcher (lambda (callback reason user-data) #t) #f)
            (display "working")
            (iox-monitor dispatcher)
            """);
    Await.until("the output", () -> run.output().equals("working"));
    run.stop();
  }

  private String caught(String expression) throws Exception {
    SchemeRun run =
        run(
            "(import (srfi 1) (srfi 69) (except (srfi 13) string-hash))\n"
                + "(guard (e (#t (display (error-object-message e)))) (list "
                + expression
                + "))");
    assertThat(run.errors()).isEmpty();
    return run.output();
  }

  @Test
  void aPositionBeyondAListIsOutOfRange() throws Exception {
    assertThat(caught("(list-ref '(1 2) 2)"))
        .isEqualTo("list-ref: out of range: (list-ref (1 2) 2)");
    assertThat(caught("(take '(1) 5)")).isEqualTo("take: out of range: (take (1) 5)");
    assertThat(caught("(list-ref 5 0)")).isEqualTo("list-ref: argument 1 is 5; expected a list");
  }

  @Test
  void anErrorOfALibraryNamesTheCall() throws Exception {
    assertThat(caught("(fold + 0 5)"))
        .isEqualTo("fold: argument out of domain 5, in (fold #<procedure +> 0 5)");
    assertThat(caught("(string-pad \"a\" -1)"))
        .isEqualTo("string-pad: Bad arg -1, in (string-pad \"a\" -1)");
    assertThat(caught("(string-join 5)"))
        .isEqualTo("string-join: STRINGS parameter not list 5, in (string-join 5)");
    assertThat(caught("(fold (lambda (a b) (error \"mine:\" a)) 0 '(7))")).isEqualTo("mine:");
    assertThat(run("(import (srfi 1))\n(display (fold + 0 5))").errors())
        .containsExactly(
            "server.scm:2: fold: argument out of domain 5, in (fold #<procedure +> 0 5)");
  }

  /** Not the name of a variable or procedure within it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "(f64vector 1 'a) ! f64vector: argument 2 is a; expected a number",
        "(list->f64vector '(1 a)) ! list->f64vector: a is not a number, in (list->f64vector (1 a))",
        "(reverse '(1 . 2)) ! reverse: 2 is not a pair, in (reverse (1 . 2))",
        "(assoc 'a '(5)) ! assoc: 5 is not a pair, in (assoc a (5))",
        "(assq 'a 5) ! assq: a wrong argument in (assq a 5)",
        "(map car '(1 2)) ! car: a wrong argument in (map #<procedure car> (1 2))",
        "(write-u8 65) ! write-u8: a value is not a binary port, in (write-u8 65)"
      })
  void theProcedureThatWasCalledIsNamed(String call, String message) throws Exception {
    assertThat(caught(call)).isEqualTo(message);
  }

  @Test
  void aProcedureWithoutANameIsShownAsOne() throws Exception {
    assertThat(caught("(+ 1 (lambda (x) x))"))
        .isEqualTo("+: argument 2 is #<procedure>; expected a number");
  }

  @Test
  void aFileThatCanNotBeDeletedIsNamedWithTheReason() throws Exception {
    assertThat(caught("(delete-file \"/no/such/file\")"))
        .isEqualTo("delete-file: /no/such/file: no such file");
  }
}
