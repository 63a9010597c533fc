package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that has a line stream, and how lines end. */
final class WithLinesTest extends SchemeTest {

  @Test
  void bytesAreNotReadPastTheStream() {
    pair();
    scheme.run("(define stream (lfn-create answered)) (tcp-write called \"abc\")");
    assertThat(scheme.failure("(tcp-read answered -10 0.1)"))
        .startsWith("tcp-read: argument 1 (endpoint) is #<endpoint ")
        .endsWith(
            "expected an endpoint without a line stream;"
                + " lfn-getline and lfn-read take the input of this one");
    assertThat(scheme.value("(lfn-read stream 3)")).isEqualTo("\"abc\"");
  }

  @Test
  void theEndpointIsReadableWhereItsStreamIs() {
    pair();
    scheme.run("(define stream (lfn-create answered)) (tcp-write called \"one\\ntwo\\nthr\")");
    until("(tcp-readable? answered)", "#t");
    assertThat(scheme.value("(lfn-getline stream)")).isEqualTo("\"one\"");
    assertThat(scheme.value("(tcp-readable? answered)")).isEqualTo("#t");
    assertThat(scheme.value("(skt-readable? (tcp-fd answered))")).isEqualTo("#t");
    assertThat(scheme.value("(lfn-getline stream)")).isEqualTo("\"two\"");
    assertThat(scheme.value("(tcp-readable? answered)")).isEqualTo("#f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (lfn-putline stream "x")        | x\\n
          (lfn-putline stream "x" 0)      | x
          (lfn-putline stream "x" 1)      | x\\n
          (lfn-putline stream "x" 2)      | x\\r
          (lfn-putline stream "x" 3)      | x\\r\\n
          (lfn-putline stream "x" #f)     | x\\n
          (lfn-putline stream "x" #t)     | x\\r\\n
          """)
  void aLineEndsAsTheMaskSays(String call, String sent) {
    pair();
    scheme.run("(define stream (lfn-create called))");
    String bytes = sent.translateEscapes();
    assertThat(scheme.value(call)).isEqualTo("" + bytes.length());
    assertThat(scheme.value("(tcp-read answered -10)")).isEqualTo("\"" + sent + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yes\"", "4", "-1", "'lf", "1.5"})
  void whatIsNoMaskIsRefused(String mask) {
    pair();
    scheme.run("(define stream (lfn-create called))");
    assertThat(scheme.failure("(lfn-putline stream \"x\" " + mask + ")"))
        .startsWith("lfn-putline: argument 3 (crlf) is ");
    assertThat(scheme.value("(tcp-readable? answered)")).isEqualTo("#f");
  }
}
