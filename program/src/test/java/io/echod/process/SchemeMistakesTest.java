package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import io.echod.fixture.Launch;
import io.echod.fixture.ScriptProcess;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake in a callback is one line on standard error, and the server lives. */
class SchemeMistakesTest {

  /** Every line that a client sends is evaluated, in a callback of that client's. */
  private static final String EVALUATOR =
      """
      (define dispatcher (iox-create))
      (define listener (tcp-listen 0))
      (define (evaluate callback reason client)
        (let ((text (tcp-read client -65536)))
          (if text
              (tcp-write client (run text))
              (tcp-destroy client))))
      (define (forever) (+ 1 (forever)))
      (define (ping) (+ 1 (pong)))
      (define (pong) (+ 1 (ping)))
      (define (two a b) a)
      (define (run text)
        (case (string->symbol text)
          ((echo) text)
          ((type) (+ 1 text))
          ((ours) (tcp-read text 5))
          ((count) (two 1))
          ((lambda) ((lambda (x) x)))
          ((unknown) (unknown-function))
          ((call) (5 text))
          ((direct) (forever))
          ((mutual) (ping))
          ((named) (let loop ((n 0)) (+ 1 (loop n))))
          ((memory) (make-vector 2147483647))
          ((heap) (let loop ((all '())) (loop (cons (make-string 1000000 #\\a) all))))
          ((error) (error "it broke:" text 5))
          ((raise) (raise text))
          ((java) (java.lang.Integer:parseInt text))
          ((load) (load text))
          (else (error text))))
      (define (new-client callback reason listener)
        (let ((client (tcp-answer listener)))
          (iox-onio dispatcher evaluate client IOX_READ (tcp-fd client))))
      (iox-onio dispatcher new-client listener IOX_READ (tcp-fd listener))
      (display "port ")
      (display (tcp-name listener))
      (newline)
      (iox-monitor dispatcher)
      """;

  private static final Launch SMALL = Launch.DEFAULT.withJvmFlags("-Xmx48m");

  @Test
  void everyMistakeEndsItsConnectionWithOneLineAndTheNextClientIsServed() throws Exception {
    String[][] mistakes = {
      {"type", "15: +: argument 2 is \"type\"; expected a number"},
      {"ours", "16: tcp-read: argument 1 (endpoint) is \"ours\"; expected an endpoint of"},
      {"count", "17: two: 1 argument given, expected 2"},
      {"lambda", "18: a lambda: 0 arguments given, expected 1"},
      {"unknown", "19:17: unknown-function is not defined"},
      {"call", "20: 5 was called, and is no procedure"},
      {"direct", "8: recursion too deep, or without end: the stack is full"},
      {"mutual", ": recursion too deep, or without end: the stack is full"},
      {"named", "23: recursion too deep, or without end: the stack is full"},
      {"memory", "24: out of memory"},
      {"heap", "25: out of memory"},
      {"error", "26: it broke: \"error\" 5"},
      {"raise", "27: \"raise\" was raised, and not caught"},
      {"java", "28: For input string: \"java\""},
      {"load", "29: load: load: no such file"},
      {"forged\r\nFILE:1: x\u009b", "30: forged\\xd;\\xa;FILE:1: x\\x9b;"},
    };
    try (ScriptProcess script = ScriptProcess.run(SMALL, EVALUATOR)) {
      for (int index = 0; index < mistakes.length; index++) {
        try (EchoClient client = EchoClient.connect(script.address())) {
          client.send(mistakes[index][0].getBytes(StandardCharsets.ISO_8859_1));
          assertThat(client.receiveToEnd()).as(mistakes[index][0]).isEmpty();
        }
        assertThat(script.errorLines(index + 1))
            .hasSize(index + 1)
            .last()
            .asString()
            .startsWith("FILE:")
            .contains(mistakes[index][1])
            .containsPattern(
                " \\(in evaluate for READ on \\d+#127\\.0\\.0\\.1 \\(\\d+\\); .* is closed\\)$");
        try (EchoClient client = EchoClient.connect(script.address())) {
          client.echo("echo");
        }
      }
      assertThat(script.errors()).doesNotContain("gnu.", "kawa", "java.", "loader", "#!");
      script.signal("TERM");
      assertThat(script.exitCode()).isZero();
    }
  }

  @Test
  void aListenerGoesOnAndItsClientIsDropped() throws Exception {
    String server =
        """
        (define dispatcher (iox-create))
        (define listener (tcp-listen 0))
        (define answered 0)
        (define (new-client callback reason listener)
          (set! answered (+ answered 1))
          (if (= answered 1) (car '()))
          (let ((client (tcp-answer listener)))
            (if (= answered 2) (car client))
            (tcp-write client "hello")
            (tcp-destroy client)))
        (iox-onio dispatcher new-client listener IOX_READ (tcp-fd listener))
        (display (string-append "port " (tcp-name listener) "\n"))
        (iox-monitor dispatcher)
        """;
    try (ScriptProcess script = ScriptProcess.run(server)) {
      try (EchoClient first = EchoClient.connect(script.address())) {
        assertThat(first.receiveToEnd()).isEmpty();
      }
      assertThat(script.errorLines(1).getFirst())
          .startsWith("FILE:6: car: argument 1 is (); expected a pair (in new-client for READ on")
          .endsWith("; the client is dropped)");
      try (EchoClient second = EchoClient.connect(script.address())) {
        assertThat(script.errorLines(2).getLast())
            .startsWith("FILE:8: car: argument 1 is #<endpoint ");
        second.leave();
        try (EchoClient third = EchoClient.connect(script.address())) {
          assertThat(third.receiveToEnd()).asString().isEqualTo("hello");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(iox-after dispatcher (lambda (c r u) (car u)) '() 0)",
        "(iox-every dispatcher (lambda (c r u) (car u)) '() 0 0.001)",
        "(iox-whenidle dispatcher (lambda (c r u) (car u)) '())",
      })
  void aTimerOrAnIdleTaskIsCancelled(String registration) throws Exception {
    try (ScriptProcess script =
        ScriptProcess.run(
            "(define dispatcher (iox-create))\n"
                + registration
                + "\n(display (iox-monitor dispatcher))")) {
      assertThat(script.exitCode()).isZero();
      assertThat(script.output()).isEqualTo("#f");
      assertThat(script.errors())
          .matches(
              "FILE:2: car: argument 1 is \\(\\); expected a pair"
                  + " \\(in a lambda for (FIRE|IDLE); cancelled\\)\n");
    }
  }

  @Test
  void aMistakeHasItsPlaceAndItsValuesHoweverOftenItIsMade() throws Exception {
    String often =
        """
        (define values (vector 1 2 3))
        (define lost 0)
        (define (make index)
          (guard (mistake ((not (error-object-place mistake)) (set! lost (+ lost 1)))
                          (#t #f))
            (vector-ref values index)
            #t))
        (let again ((left 100000))
          (make (if (= 0 (modulo left 10)) 5 0))
          (if (> left 0) (again (- left 1))))
        (display lost)
        (vector-ref values 7)
        """;
    Launch optimizing = Launch.DEFAULT.withJvmFlags("-XX:TieredStopAtLevel=4");
    try (ScriptProcess script = ScriptProcess.run(optimizing, often)) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.output()).isEqualTo("0");
      assertThat(script.errors())
          .isEqualTo("FILE:12: vector-ref: out of range: (vector-ref #(1 2 3) 7)\n");
    }
  }

  @Test
  void aCallbackMustTakeThreeArguments() throws Exception {
    try (ScriptProcess script =
        ScriptProcess.run(
            """
            (define dispatcher (iox-create))
            (define (short callback reason) 1)
            (iox-after dispatcher short 'x 0)
            (iox-monitor dispatcher)
            """)) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors())
          .isEqualTo(
              "FILE:3: iox-after: argument 2 (function) is #<procedure short>; expected a procedure"
                  + " of (callback reason user-data): this one takes 2\n");
    }
  }

  @Test
  void aMistakeInANoticeOfACancelIsReported() throws Exception {
    try (ScriptProcess script =
        ScriptProcess.run(
            """
            (define dispatcher (iox-create))
            (define listener (tcp-listen 0))
            (define callback
              (iox-onio dispatcher (lambda (c r u) (vector-ref u r)) (vector)
                        (+ IOX_READ IOX_CANCEL) (tcp-fd listener)))
            (iox-after dispatcher (lambda (c r u) (iox-cancel callback)) 'x 0)
            (iox-after dispatcher (lambda (c r u) (display "after")) 'x 0.01)
            (iox-monitor dispatcher)
            """)) {
      assertThat(script.exitCode()).isZero();
      assertThat(script.output()).isEqualTo("after");
      assertThat(script.errors())
          .startsWith("FILE:4: vector-ref: out of range: (vector-ref #() 32) (in a lambda for ")
          .endsWith("; the listener goes on)\n")
          .hasLineCount(1);
    }
  }
}
