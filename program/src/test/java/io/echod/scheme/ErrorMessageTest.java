package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
