package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.scheme.language.KnownName;
import io.echod.scheme.live.Asker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTest {

  @TempDir private Path directory;

  @Test
  void valuesAreWrittenAsSchemeWritesThem() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(session.evaluate("\"a\\nb\" 'sym #\\a '(1 . 2.5) #t (values 1 2)"))
          .isEqualTo("\"a\\nb\"\nsym\n#\\a\n(1 . 2.5)\n#t\n1\n2\n");
      assertThat(session.evaluate("(define x 1) (if #f #f)")).isEmpty();
    }
  }

  @Test
  void aValueBeginsALineOfItsOwn() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(session.evaluate("(begin (display \"shown\") 5)")).isEqualTo("shown\n5\n");
    }
  }

  @Test
  void noControlCharacterOfAValueReachesTheTerminal() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(session.evaluate("\"\\x1b;[2J\"")).isEqualTo("\"\\x1b;[2J\"\n");
    }
  }

  @Test
  void bytesOfOtherScriptsPassThrough() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(session.evaluate("(string-length \"é\") \"é\"")).isEqualTo("2\n\"é\"\n");
    }
  }

  @Test
  void anErrorNamesItsPlaceAndTheNextFormsAreEvaluated() {
    try (LiveSession session = LiveSession.start()) {
      assertThat(session.evaluate("(+ 1 1)\n(tcp-read 5 5)\n(+ 2 2)"))
          .startsWith("2\nerror repl:")
          .endsWith(
              "tcp-read: argument 1 (endpoint) is 5; expected an endpoint of tcp-answer or"
                  + " tcp-call, not destroyed\n");
      assertThat(session.evaluate("\n(unknown)"))
          .isEqualTo("error repl:2:2: unknown is not defined\n");
      assertThat(session.evaluate("(list 1")).startsWith("error repl:1:1: ");
      assertThat(session.evaluate("(+ 2 2)")).isEqualTo("4\n");
    }
  }

  @Test
  void monitoringReturnsAtOnceWithANote() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      assertThat(session.evaluate("(iox-monitor dispatcher)"))
          .isEqualTo("; the dispatcher runs beside the prompt already\n#t\n");
      assertThat(session.evaluate("(iox-monitor dispatcher 0.01)")).isEqualTo("#t\n");
    }
  }

  @Test
  void formsAreEvaluatedWhileAScriptMonitors() throws Exception {
    Path script = directory.resolve("monitors.scm");
    Files.writeString(
        script,
        """
        (define d (iox-create))
        (define held (iox-every d (lambda (callback reason data) #t) #f 1000 1000))
        (display "monitoring\\n")
        (display (iox-monitor d))
        """);
    try (LiveSession session = LiveSession.start(script)) {
      session.awaitDisplayed("monitoring\n");
      assertThat(session.evaluate("(+ 1 2)")).isEqualTo("3\n");
      assertThat(session.evaluate("(iox-cancel held)")).isEqualTo("#t\n");
      session.awaitDisplayed("monitoring\n#f");
      assertThat(session.evaluate("(+ 2 2)")).isEqualTo("4\n");
    }
  }

  @Test
  void aFunctionDefinedAnewIsCalledForConnectionsThatAreUp() {
    try (LiveSession session = LiveSession.start()) {
      session.defineEchoServer();
      session.evaluate("(define c (tcp-call port)) (tcp-write c \"one\") (tcp-read c 3)");
      session.evaluate(
          """
          (define (echo-client callback reason client)
            (tcp-write client (string-append "<" (tcp-read client -100) ">")))
          """);
      assertThat(session.evaluate("(tcp-write c \"two\") (tcp-read c 5)"))
          .isEqualTo("3\n\"<two>\"\n");
    }
  }

  @Test
  void whatCallbacksDisplayIsNotTakenForTheAnswer() {
    try (LiveSession session = LiveSession.start()) {
      session.evaluate("(define d (iox-create))");
      assertThat(
              session.evaluate(
                  """
                  (iox-after d (lambda (callback reason data) (display "called")) #f 0)
                  (iox-monitor d 60)
                  """))
          .endsWith("#f\n")
          .doesNotContain("called");
      session.awaitDisplayed("called");
    }
  }

  @Test
  void exitEndsTheSessionWithItsCodeAndTimersDoNotHoldItUp() {
    try (LiveSession session = LiveSession.start()) {
      session.evaluate("(iox-every (iox-create) (lambda (callback reason data) #t) #f 1000 1000)");
      assertThat(session.begin("(exit 3)").outcome()).isEqualTo(Asker.Outcome.LEFT);
      assertThat(session.exitCode()).isEqualTo(3);
    }
  }

  @Test
  void withNothingToDoTheLoopWaits() {
    try (LiveSession session = LiveSession.start()) {
      session.evaluate("(+ 1 1)");
      Await.until("the session's thread to wait", () -> isWaiting("live session"));
    }
  }

  private static boolean isWaiting(String name) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals(name))
        .flatMap(entry -> java.util.Arrays.stream(entry.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("select"));
  }

  @Test
  void namesAreKnownWithHowTheyAreCalled() {
    try (LiveSession session = LiveSession.start()) {
      session.evaluate("(define (mine x) x)");
      assertThat(session.live().names().join())
          .contains(
              new KnownName(
                  "tcp-read", "(tcp-read endpoint length [timeout])", KnownName.Origin.ECHOD),
              new KnownName("IOX_READ", "", KnownName.Origin.ECHOD),
              new KnownName("mine", "", KnownName.Origin.SCRIPT),
              new KnownName("string-append", "", KnownName.Origin.SCHEME),
              new KnownName("let*", "", KnownName.Origin.SCHEME));
    }
  }
}
