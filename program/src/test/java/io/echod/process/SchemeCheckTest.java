package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code echod run --check}: what looks wrong in a script, found without running it. */
class SchemeCheckTest {

  @TempDir private Path directory;

  @Test
  void everyFindingIsReportedInOrderAndNothingIsRun() throws Exception {
    finds(
        """
        (display "ran")
        (define listener (tcp-listen 0))
        (define (f x) (g x 1))
        (define (g a)
          (undefined-thing a)
          (tcp-read a)
          (string-length 5)
          (car 1 2)
          (+ 1 "a"))
        (display unknown)
        """,
        """
        FILE:3:15: g: 2 arguments given, expected 1
        FILE:5:4: undefined-thing is not defined
        FILE:6:3: tcp-read: 1 argument given, expected 2 to 3: (tcp-read endpoint length [timeout])
        FILE:7:18: this is an integer, where a string is expected
        FILE:8:3: car: 2 arguments given, expected 1
        FILE:9:3: +: given a string, expected a number
        FILE:10:10: unknown is not defined
        """);
  }

  @Test
  void syntaxErrorsAreFound() throws Exception {
    finds("(define (f x)\n  (if))\n", "FILE:2:3: too few expressions for 'if'\n");
  }

  @Test
  void whatIsDefinedLaterOrElsewhereIsFine() throws Exception {
    Files.writeString(directory.resolve("library.scm"), "(define (loaded a) a)\n");
    finds(
        """
        (load "library.scm")
        (define (f) (later 1) (loaded 2) (point-x (make-point 1)) (twice 1))
        (define (later a) a)
        (define-record-type point (make-point x) point? (x point-x))
        (define-syntax twice (syntax-rules () ((_ a) (begin a a))))
        (define f (lambda () IOX_READ))
        (error "at the end")
        """,
        "");
  }

  @Test
  void aNameOfOursMayBeTheScripts() throws Exception {
    finds("(define (tcp-fd a b) a)\n(tcp-fd 1 2)\n(let ((tcp-read list)) (tcp-read))\n", "");
  }

  /** What a parameter is shows in the call only. */
  @Test
  void aMethodOfAValueOfUnknownTypeIsFine() throws Exception {
    finds(
        """
        (define (f text) (text:getBytes "ISO-8859-1"))
        (define (g text) text:length)
        (define (h text) (invoke text 'length))
        (define (i) ("abc":noMethod 1))
        """,
        "FILE:4:14: no known slot 'noMethod' in istring\n");
  }

  private void finds(String text, String findings) throws Exception {
    Path file = directory.resolve("script.scm");
    Files.writeString(file, text);
    try (EchodProcess echod = EchodProcess.run(Launch.DEFAULT, "run", "--check", file.toString())) {
      assertThat(echod.exitCode()).isEqualTo(findings.isEmpty() ? 0 : 1);
      assertThat(echod.errors().replace(file.toString(), "FILE")).isEqualTo(findings);
      assertThat(echod.output()).isEmpty();
    }
  }
}
