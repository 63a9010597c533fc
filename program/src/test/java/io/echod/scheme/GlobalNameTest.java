package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Compiled code keeps where it found a name; what the name stands for may change. */
final class GlobalNameTest extends SchemeTest {

  @Test
  void aNameMayBeDefinedLater() {
    scheme.run("(define (f) later)");
    assertThatThrownBy(() -> scheme.load("\n(f)")).hasMessageContaining("later is not defined");
    scheme.run("(define later 5)");
    assertThat(scheme.value("(f)")).isEqualTo("5");
  }

  @Test
  void aDefinitionMadeAnewIsSeen() {
    scheme.run("(define (helper) 1) (define (f) (helper))");
    assertThat(scheme.value("(f)")).isEqualTo("1");
    scheme.run("(define (helper) 2)");
    assertThat(scheme.value("(f)")).isEqualTo("2");
    scheme.run("(set! helper (lambda () 3))");
    assertThat(scheme.value("(f)")).isEqualTo("3");
  }

  @Test
  void oneOfSchemesOwnMayBeDefinedAnewAfterItWasUsed() {
    scheme.run("(define (f) (list (cadr '(1 2)) (tv-tod)))");
    scheme.run("(f)");
    scheme.run("(define (cadr list) 'mine) (define (tv-tod) 'never)");
    assertThat(scheme.value("(f)")).isEqualTo("(mine never)");
  }

  @Test
  void oneThatWasUsedMayBeImportedLater() {
    scheme.run("(define (iota count) 'mine) (define (f) (iota 2))");
    assertThat(scheme.value("(f)")).isEqualTo("mine");
    scheme.run("(import (srfi 1))");
    assertThat(scheme.value("(f)")).isEqualTo("(0 1)");
    scheme.run("(define (iota count) 'mine-again)");
    assertThat(scheme.value("(f)")).isEqualTo("mine-again");
  }

  @Test
  void aValueForAWhileIsSeen() {
    scheme.run("(define depth 0) (define (f) depth)");
    assertThat(scheme.value("(list (f) (fluid-let ((depth 1)) (f)) (f))")).isEqualTo("(0 1 0)");
  }

  @Test
  void aNameThatIsMentionedIsNotThereforeKnown() {
    scheme.run("(define (f) (some-helper))");
    assertThatThrownBy(() -> scheme.load("(f)")).hasMessageEndingWith("some-helper is not defined");
    assertThatThrownBy(() -> scheme.load("(some-helpr)"))
        .hasMessageEndingWith("some-helpr is not defined");
  }
}
