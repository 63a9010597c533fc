package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Datagrams. */
final class UdpTest extends SchemeTest {

  @BeforeEach
  void bind() {
    scheme.run("(define a (udp-open \"0@127.0.0.1\")) (define b (udp-open \"0@127.0.0.1\"))");
  }

  @Test
  void aDatagramArrivesWholeWithItsSender() {
    scheme.run("(import (srfi 1)) (define bytes (list->string (map integer->char (iota 256))))");
    scheme.run("(define sent (udp-send a (udp-name b) bytes)) (define got (udp-receive b 20))");
    assertThat(scheme.value("(list sent (equal? (car got) bytes))")).isEqualTo("(#t #t)");
    assertThat(scheme.value("(equal? (cdr got) (string-append (udp-name a) \"@127.0.0.1\"))"))
        .isEqualTo("#t");
    scheme.run("(udp-send b (cdr got) \"back\")");
    assertThat(scheme.value("(car (udp-receive a 20))")).isEqualTo("\"back\"");
  }

  @Test
  void anEmptyOneAndTheLargestArrive() {
    scheme.run("(udp-send a (udp-name b) \"\") (udp-send a (udp-name b) (make-string 65507 #\\x))");
    assertThat(scheme.value("(string-length (car (udp-receive b 20)))")).isEqualTo("0");
    assertThat(scheme.value("(string-length (car (udp-receive b 20)))")).isEqualTo("65507");
    assertThat(scheme.failure("(udp-send a (udp-name b) (make-string 65508 #\\x))"))
        .contains("argument 3 (string)", "at most 65507 bytes");
  }

  @Test
  void inACallbackNothingWaits() {
    scheme.run("(define got 'none)");
    scheme.run("(iox-after d (lambda (k r u) (set! got (udp-receive a))) 0 0)" + MONITOR);
    assertThat(scheme.value("got")).isEqualTo("#f");
  }

  @Test
  void callbacksAreCalledForEachDatagram() {
    scheme.run(
        """
        (define got '())
        (define (hear callback reason endpoint)
          (set! got (cons (car (udp-receive endpoint)) got))
          (if (= (length got) 3) (iox-cancel callback)))
        (iox-onio d hear b IOX_READ (udp-fd b))
        (for-each (lambda (each) (udp-send a (udp-name b) each)) '("1" "2" "3"))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(reverse got)")).isEqualTo("(\"1\" \"2\" \"3\")");
  }

  @Test
  void aCallbackThatFailsDropsTheDatagramAndTheSocketGoesOn() {
    scheme.run(
        """
        (define calls 0)
        (define (hear callback reason endpoint)
          (set! calls (+ calls 1))
          (if (= calls 1) (car '()))
          (udp-receive endpoint)
          (iox-cancel callback))
        (iox-onio d hear b IOX_READ (udp-fd b))
        (udp-send a (udp-name b) "1")
        (udp-send a (udp-name b) "2")
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("2");
    assertThat(scheme.errors).singleElement().asString().contains("the datagram is dropped");
  }

  @Test
  void anUnusedPortIsNoEnd() {
    scheme.run("(define gone (udp-name b)) (udp-destroy b)");
    scheme.run("(udp-send a gone \"x\") (udp-receive a 0.01)");
    assertThat(scheme.value("(skt-up? (udp-fd a))")).isEqualTo("#t");
  }

  @Test
  void whatIsForConnectionsRefusesIt() {
    assertThat(scheme.failure("(tcp-read a 1)")).contains("tcp-answer or tcp-call");
    assertThat(scheme.failure("(tcp-destroy a)")).contains("tcp-listen");
    scheme.run("(udp-destroy a)");
    assertThat(scheme.failure("(udp-receive a)")).contains("udp-open, not destroyed");
  }

  @Test
  void aPortThatIsTakenIsAnError() {
    assertThat(scheme.failure("(udp-open (string-append (udp-name a) \"@127.0.0.1\"))"))
        .startsWith("udp-open: can't bind udp://127.0.0.1:");
  }
}
