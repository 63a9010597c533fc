package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The callers of the procedure that fails. */
final class CallChainTest extends SchemeTest {

  private static final String PROCEDURES =
      """
      (define (inner! x)
        (+ 1 (car x)))
      (define (middle x)
        (* 2 (inner! x)))
      (define (outer callback reason data)
        (+ 3 (middle data)))
      """;

  @Test
  void aCallbackThatFailsSaysThroughWhichCalls() {
    scheme.run(PROCEDURES + "(iox-after d outer 5 0)\n" + MONITOR);
    assertThat(scheme.errors).hasSize(1);
    String[] lines = scheme.errors.getFirst().split("\n", -1);
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).contains(":2: car: argument 1 is 5", "in outer for FIRE");
    assertThat(lines[1].replace(scheme.file().toString(), "F"))
        .isEqualTo("  in inner!, called at F:4 by middle, at F:6 by outer");
  }

  @Test
  void aScriptThatFailsAtItsTopLevelSaysItToo() {
    assertThatThrownBy(() -> scheme.load(PROCEDURES + "(+ 1 (middle 5))"))
        .hasMessageContaining(":2: car: argument 1 is 5")
        .hasMessageContaining("\n  in inner!, called at ")
        .hasMessageContaining(":7 by the top level");
  }

  @Test
  void aFailureOutsideOfAnyCallIsOneLine() {
    scheme.run("(iox-after d (lambda (k r u) (+ 1 (car u))) 5 0)\n" + MONITOR);
    assertThat(scheme.errors).singleElement().asString().doesNotContain("\n");
  }

  @Test
  void aRecursionIsCutAfterEightCallers() {
    scheme.run(
        """
        (define (deep n)
          (if (= n 0)
              (car n)
              (+ 1 (deep (- n 1)))))
        (define (even-deeper n) (+ 1 (deep n)))
        (define (a n) (+ 1 (even-deeper n)))
        (define (b n) (+ 1 (a n)))
        (iox-after d (lambda (k r u) (+ 1 (b 100))) 5 0)
        """
            + MONITOR);
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst().split("\n", -1)[1])
        .contains("in deep, called at ")
        .contains("by b, at ")
        .endsWith("by a lambda");
  }

  @Test
  void aProcedureIsNamedAsTheScriptHasIt() {
    scheme.run(
        """
        (define (frame-in x)
          (+ 1 (car x)))
        (define (is-it-ok? x)
          (+ 1 (frame-in x)))
        (define (a->b x)
          (define (local-one y)
            (+ 1 (is-it-ok? y)))
          (+ 1 (local-one x)))
        (define (camelCase x)
          (+ 1 (a->b x)))
        (define (lambda-like x)
          (+ 1 (camelCase x)))
        (define (called-back callback reason data)
          (+ 1 (lambda-like data)))
        (iox-after d called-back 5 0)
        """
            + MONITOR);
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst().replaceAll("called at|\\S*:\\d+", "").replaceAll(" +", " "))
        .endsWith(
            "in frame-in, by is-it-ok?, at by local-one, at by a->b, at by camelCase,"
                + " at by lambda-like, at by called-back");
  }
}
