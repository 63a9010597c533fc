package io.echod.scheme.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gnu.kawa.io.OutPort;
import io.echod.scheme.language.Definitions;
import java.io.Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How mistakes are put into words. */
class MistakesTest {

  private final Definitions definitions =
      new Definitions(
          new OutPort(Writer.nullWriter(), false, false),
          new OutPort(Writer.nullWriter(), false, false));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          (+ 1 "a")                 | +: argument 2 is "a"; expected a number
          (< 1 'a)                  | <: argument 2 is a; expected a number
          (quotient 5 0)            | quotient: division by zero: (quotient 5 0)
          (string-length 5)         | string-length: argument 1 is 5; expected a string
          (string-append "a" 5)     | string-append: argument 2 is 5; expected a string
          (substring "abc" 2 9)     | substring: out of range: (substring "abc" 2 9)
          (vector-ref (vector 1) 9) | vector-ref: out of range: (vector-ref #(1) 9)
          (vector-ref '(1) 0)       | vector-ref: argument 1 is (1); expected a vector
          (cadr (list 1))           | cadr: argument 1 is (1); expected a longer list
          (car '())                 | car: argument 1 is (); expected a pair
          (car 1 2)                 | car: 2 arguments given, expected 1
          (length 5)                | length: argument 1 is 5; expected a list or vector
          (map car '(1))            | car: a wrong argument in (map #<procedure car> (1))
          (string->number 5)        | string->number: argument 1 is 5, which is of the wrong type
          (own 1)                   | own: 1 argument given, expected 2
          (own 1 (car 2))           | car: argument 1 is 2; expected a pair
          ((lambda (x) x))          | a lambda: 0 arguments given, expected 1
          (let ((f list)) (5 f))    | 5 was called, and is no procedure
          ("text" 0)                | "text" was called, and is no procedure
          (list ((list 1) 0))       | (1) was called, and is no procedure
          (error "a" 1 "b" 'c)      | a 1 "b" c
          (error 'own "went" 1)     | own: went 1
          (error "")                | an error without a message
          (raise 'symbol)           | symbol was raised, and not caught
          (raise (list 1 "a"))      | (1 "a") was raised, and not caught
          (raise #f)                | #f was raised, and not caught
          (guard (e (#f 1)) (car 5)) | car: argument 1 is 5; expected a pair
          (make-vector -1)          | make-vector: a negative length: (make-vector -1)
          (read (open-input-string "(1")) | the list that begins here has no end
          (list-ref '(1 2) 5)       | list-ref: out of range: (list-ref (1 2) 5)
          """)
  void aMistakeIsReportedWithItsOwnLine(String expression, String message) {
    assertThat(
            mistakeOf("(define (own a b)\n  a)\n(define (f)\n  " + expression + ")\n\n(list (f))"))
        .isEqualTo("own.scm:4: " + message);
  }

  @Test
  void anUnknownNameIsReportedWithItsColumn() {
    assertThat(mistakeOf("(define (f)\n  (list unknown))\n(f)"))
        .isEqualTo("own.scm:2:9: unknown is not defined");
  }

  @Test
  void tailCallsStayTailCalls() throws Throwable {
    assertThat(
            definitions.evaluate(
                """
                (define (odd-number? n) (if (= n 0) #f (even-number? (- n 1))))
                (define (even-number? n) (if (= n 0) #t (odd-number? (- n 1))))
                (let loop ((n 1000000)) (if (> n 0) (loop (- n 1)) (even-number? 1000000)))
                """,
                "own.scm"))
        .isEqualTo(true);
  }

  @Test
  void severalValuesComeThrough() throws Throwable {
    assertThat(
            definitions.evaluate(
                "(call-with-values (lambda () (floor/ 7 2)) (lambda (q r) (+ (* 10 q) r)))",
                "own.scm"))
        .hasToString("31");
  }

  @Test
  void aNameOfSomethingBuiltInMayBeTheScripts() throws Throwable {
    String text =
        "(define (reverse n) (if (= n 0) 'done (reverse (- n 1)))) (define (f) (reverse 1000000))"
            + " (f)";
    definitions.parse(text, "own.scm");
    assertThat(definitions.evaluate(text, "own.scm")).hasToString("done");
  }

  private String mistakeOf(String text) {
    Throwable failure = catchThrowable(() -> definitions.evaluate(text, "own.scm"));
    assertThat(failure).as(text).isNotNull();
    return Mistakes.describe(failure);
  }
}
