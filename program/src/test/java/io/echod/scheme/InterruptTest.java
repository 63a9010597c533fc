package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.scheme.live.Asker.Outcome;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A computation without end is named, and can be interrupted; the server lives. */
final class InterruptTest {

  @TempDir private Path directory;

  private LiveSession session;

  @BeforeEach
  void start() {
    session = LiveSession.start();
    session.evaluate(
        """
        (define d (iox-create))
        (define (mark name) (bytes->file "x" (string-append "%s/" name)))
        (define (marked? name) (file-exists? (string-append "%s/" name)))
        """
            .formatted(directory, directory));
  }

  @AfterEach
  void stop() {
    session.close();
  }

  private void awaitMark(String name) {
    Await.until(name, () -> Files.exists(directory.resolve(name)));
  }

  private void interrupt(String forms) {
    LiveSession.Said said = new LiveSession.Said();
    Evaluation evaluation = session.live().evaluate(Entry.typed(forms, 1, said));
    awaitMark("begun");
    evaluation.interrupt();
    assertThat(said.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(said.text()).contains("error repl:1: interrupted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(let loop () (loop))",
        "(let loop ((n 0)) (loop (+ n 1)))",
        "(do () (#f) (vector 1))",
        "(begin (define (forever n) (forever (+ n 1))) (forever 0))",
        "(begin (define (ping) (pong)) (define (pong) (ping)) (ping))",
        "(guard (mistake (#t 'caught)) (let loop () (loop)))",
        "(let loop () (guard (mistake (#t #f)) (car '())) (loop))",
        "(for-each (lambda (n) (let loop ((m n)) (loop m))) '(1 2))"
      })
  void anEndlessEvaluationIsInterrupted(String endless) {
    interrupt("(begin (mark \"begun\") " + endless + ")");
    assertThat(session.evaluate("(+ 1 1)")).isEqualTo("2\n");
  }

  @Test
  void theServerLivesOnAndIsNotInterruptedInstead() {
    session.evaluate("(define ticks 0) (define (tick c r u) (set! ticks (+ ticks 1)))");
    session.evaluate("(define timer (iox-every d tick #f 0 0.005))");
    interrupt("(begin (mark \"begun\") (let loop () (loop)))");
    session.evaluate("(define before ticks)");
    Await.until("a tick", () -> session.evaluate("(> ticks before)").equals("#t\n"));
    assertThat(session.errors()).isEmpty();
  }

  @Test
  void aCallbackThatTakesLongIsNamed() throws Exception {
    session.evaluate(
        """
        (define (slow callback reason data)
          (let loop () (if (marked? "enough") #t (loop))))
        (define timer (iox-after d slow #f 0))
        """);
    Await.until("it to be named", () -> !session.errors().isEmpty());
    Files.createFile(directory.resolve("enough"));
    assertThat(session.evaluate("'next")).isEqualTo("next\n");
    assertThat(session.errors())
        .singleElement()
        .asString()
        .startsWith("repl:")
        .contains(
            ": slow for FIRE"
                + EchodProcess.TAKES_LONG
                + ", and no other client is served meanwhile");
  }

  @Test
  void aCallbackWithoutEndIsInterruptedFromThePrompt() {
    session.evaluate(
        """
        (define (endless callback reason data) (let loop () (loop)))
        (define timer (iox-after d endless #f 0))
        """);
    Await.until("it to be named", () -> !session.errors().isEmpty());
    LiveSession.Said said = new LiveSession.Said();
    session.live().evaluate(Entry.typed("'never", 1, said)).interrupt();
    assertThat(said.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(session.errors()).hasSize(2);
    assertThat(session.errors().get(1)).contains("interrupted (in endless for FIRE; cancelled)");
    assertThat(session.evaluate("(+ 1 1)")).isEqualTo("2\n");
  }

  @Test
  void callbacksThatAreShortAreNotNamed() {
    session.evaluate(
        """
        (define calls 0)
        (define (short c r u) (set! calls (+ calls 1)))
        (define task (iox-whenidle d short #f))
        """);
    assertThat(session.evaluate("(sleep 1.8) (> calls 100)")).endsWith("#t\n");
    assertThat(session.errors()).isEmpty();
  }
}
