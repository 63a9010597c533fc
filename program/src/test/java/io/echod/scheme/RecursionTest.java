package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.scheme.runtime.ScriptThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How deep recursions may go: as deep each time. */
final class RecursionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))",
        "(define (deep n) (let loop ((n n)) (if (= n 0) 0 (+ 1 (loop (- n 1))))))",
        "(define (deep n) (if (= n 0) 0 (+ 1 (car (map deep (list (- n 1)))))))"
      })
  void aRecursionGoesAsDeepTheFirstTimeAsAnyOther(String deep) throws Exception {
    String said =
        ScriptThread.call(() -> {
          try (Scripts scheme = new Scripts()) {
            scheme.run(
                deep
                    + """
                    (define (try depth)
                      (guard (mistake (#t 'full)) (deep depth)))
                    (define firsts (list (try 99900) (try 100100)))
                    (define (again times)
                      (if (> times 0) (begin (try 50000) (again (- times 1)))))
                    (again 10)
                    """);
            return scheme.value("(list firsts (list (try 99900) (try 100100)))");
          }
        });
    assertThat(said).isEqualTo("((99900 full) (99900 full))");
  }

  @Test
  void tailCallsAndLoopsAreNoRecursion() throws Exception {
    try (Scripts scheme = new Scripts()) {
      scheme.run("(define (count n) (if (= n 0) 'done (count (- n 1))))");
      assertThat(scheme.value("(count 1000000)")).isEqualTo("done");
      assertThat(scheme.value("(do ((n 0 (+ n 1))) ((= n 300000) n))")).isEqualTo("300000");
    }
  }

  @Test
  void whatHasBeenLeftByAnErrorCountsNoMore() throws Exception {
    String said =
        ScriptThread.call(() -> {
          try (Scripts scheme = new Scripts()) {
            scheme.run(
                """
                (define (deep n) (if (= n 0) (car '()) (+ 1 (deep (- n 1)))))
                (define (out n leave) (if (= n 0) (leave 'out) (+ 1 (out (- n 1) leave))))
                """);
            return scheme.value(
                """
                (do ((n 0 (+ n 1)))
                    ((= n 20) (call/cc (lambda (leave) (out 60000 leave))))
                  (guard (mistake (#t #f)) (deep 60000))
                  (call/cc (lambda (leave) (out 60000 leave))))
                """);
          }
        });
    assertThat(said).isEqualTo("out");
  }
}
