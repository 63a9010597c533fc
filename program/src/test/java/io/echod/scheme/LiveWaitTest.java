package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.scheme.live.Asker;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Evaluation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server that a call waits for may be in the same session. */
class LiveWaitTest {

  @Test
  void aServerMadeAtThePromptAnswersTheSamePrompt() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      assertThat(session.evaluate("(define c (tcp-call port)) (tcp-write c \"hello\")"))
          .isEqualTo("5\n");
      assertThat(session.evaluate("(tcp-read c -100)")).isEqualTo("\"hello\"\n");
    }
  }

  @Test
  void linesAreWaitedForWhileTheyAreEchoed() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      assertThat(
              session.evaluate(
                  """
                  (define s (lfn-create (tcp-call port)))
                  (lfn-putline s "a line")
                  (lfn-getline s)
                  (lfn-write s "12345")
                  (lfn-read s 5)
                  (lfn-getline s 0.01)
                  """))
          .isEqualTo("7\n\"a line\"\n5\n\"12345\"\n#f\n");
    }
  }

  @Test
  void moreThanAllBuffersHoldIsWrittenToAPeerThatTheLoopServes() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      session.evaluate(
          """
          (define count 0)
          (define (echo-client callback reason client)
            (let ((chunk (tcp-read client -65536)))
              (if chunk (set! count (+ count (string-length chunk)))
                  (begin (iox-cancel callback) (tcp-destroy client)))))
          """);
      assertThat(
              session.evaluate(
                  """
                  (define c (tcp-call port))
                  (tcp-write c (make-string 9000000 #\\x))
                  (tcp-destroy c)
                  """))
          .isEqualTo("9000000\n#t\n");
      Await.until("all of it to arrive", () -> session.evaluate("count").equals("9000000\n"));
    }
  }

  @Test
  void othersAreServedWhileANameIsLookedUp() {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (LiveSession session = LiveSession.start()) {
      session.resolveBy(host -> {
        await(host.equals("first.example") ? first : second);
        return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
      });
      session.defineEchoServer();
      LiveSession.Said address = session.begin("(net-addr \"first.example\")");
      LiveSession.Said listener = session.begin("(tcp-up? (tcp-listen \"0@second.example\"))");
      assertThat(session.evaluate("(define c (tcp-call port)) (tcp-write c \"x\") (tcp-read c 1)"))
          .isEqualTo("1\n\"x\"\n");
      assertThat(address.isDone() || listener.isDone()).isFalse();
      first.countDown();
      // The answer comes while the other one is being waited for, on top of this one.
      assertThat(session.evaluate("(sleep 0.02)")).isEqualTo("#t\n");
      second.countDown();
      assertThat(listener.text()).isEqualTo("#t\n");
      assertThat(address.text()).isEqualTo("\"127.0.0.1\"\n");
    }
  }

  private static void await(CountDownLatch latch) throws UnknownHostException {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      throw new UnknownHostException();
    }
  }

  @Test
  void aClientIsWaitedForThatComesByATimer() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(
              session.evaluate(
                  """
                  (define listener (tcp-listen 0))
                  (define port (skt-port (tcp-fd listener)))
                  (define d (iox-create))
                  (define (call callback reason data) (set! c (tcp-call port #t)))
                  (define c #f)
                  (define timer (iox-after d call #f 0.01))
                  (define answered (tcp-answer listener))
                  (tcp-complete c)
                  (tcp-up? answered)
                  (tcp-answer listener 0.01)
                  """))
          .isEqualTo("#t\n#t\n#f\n");
    }
  }

  @Test
  void whatComesInTimeIsGivenAfterTheTime() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      assertThat(
              session.evaluate(
                  """
                  (define c (tcp-call port))
                  (tcp-write c "abc")
                  (tcp-read c 3)
                  (tcp-read c 10 0.01)
                  (tcp-read c -10 0)
                  """))
          .isEqualTo("3\n\"abc\"\n\"\"\n\"\"\n");
    }
  }

  @Test
  void aRefusalAndAnEndAreNotWaitedFor() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      assertThat(
              session.evaluate(
                  """
                  (define c (tcp-call port))
                  (define (echo-client callback reason client) (tcp-destroy client))
                  (tcp-write c "x")
                  (tcp-read c -10)
                  (tcp-read c -10)
                  (tcp-destroy listener)
                  """))
          .isEqualTo("1\n#f\n#f\n#t\n");
      assertThat(session.evaluate("(tcp-call port)")).isEqualTo("#f\n");
    }
  }

  @Test
  void anEndpointDestroyedWhileItIsWaitedForEndsTheWait() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      session.evaluate("(define c (tcp-call port))");
      LiveSession.Said waiting = session.begin("(tcp-read c -100)");
      assertThat(session.evaluate("(tcp-destroy c)")).isEqualTo("#t\n");
      assertThat(waiting.text()).isEqualTo("#f\n");
    }
  }

  @Test
  void othersAreHeardWhileOneWaits() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      session.evaluate("(define c (tcp-call port))");
      LiveSession.Said waiting = session.begin("(tcp-read c 3)");
      assertThat(session.evaluate("(+ 1 1)")).isEqualTo("2\n");
      assertThat(waiting.isDone()).isFalse();
      assertThat(session.evaluate("(tcp-write c \"abc\")")).isEqualTo("3\n");
      assertThat(waiting.text()).isEqualTo("\"abc\"\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(tcp-read c -100)",
        "(tcp-read c 100)",
        "(lfn-getline (lfn-create c))",
        "(tcp-answer quiet)",
        "(iox-monitor dispatcher 1000)"
      })
  void aWaitCanBeInterrupted(String form) {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      session.evaluate("(define c (tcp-call port)) (define quiet (tcp-listen 0))");
      LiveSession.Said said = new LiveSession.Said();
      Evaluation waiting = session.live().evaluate(Entry.typed(form, 7, said));
      assertThat(session.evaluate("(+ 1 1)")).isEqualTo("2\n");
      waiting.interrupt();
      assertThat(said.text()).isEqualTo("error repl:7: interrupted\n");
      assertThat(session.evaluate("(tcp-up? c)")).isEqualTo("#t\n");
    }
  }

  @Test
  void aSignalEndsAWait() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      LiveSession.Said said = session.begin("(tcp-answer (tcp-listen 0))");
      session.stop();
      assertThat(said.outcome()).isEqualTo(Asker.Outcome.LEFT);
      assertThat(session.exitCode()).isZero();
    }
  }
}
