package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.scheme.script.ScriptException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The system as scripts see it, and the traces. */
final class SystemTest extends SchemeTest {

  @Test
  void variablesAreBytesOfUtf8() throws IOException {
    try (Scripts other = new Scripts(List.of(), Map.of("GREETING", "h\u00e9", "EMPTY", ""))) {
      assertThat(other.value("(map getenv '(\"GREETING\" \"EMPTY\" \"OTHER\" \"\"))"))
          .isEqualTo("(\"h\u00c3\u00a9\" \"\" #f #f)");
    }
  }

  @Test
  void theCommandLineIsTheFileAndItsArguments() throws IOException {
    try (Scripts other = new Scripts(List.of("a b", "", "--x"), Map.of())) {
      assertThat(other.value("(command-line)"))
          .isEqualTo("(\"" + other.file() + "\" \"a b\" \"\" \"--x\")");
    }
  }

  @Test
  void timeGoesOnInFractionsOfSeconds() {
    assertThat(scheme.value("(let ((t (tv-tod))) (and (real? t) (inexact? t) (> t 1.7e9)))"))
        .isEqualTo("#t");
    scheme.run("(define before (tv-tod)) (iox-after d ignore 0 0.005)" + MONITOR);
    assertThat(scheme.value("(< 0.004 (- (tv-tod) before))")).isEqualTo("#t");
  }

  @Test
  void exitEndsTheScriptWithACode() throws ScriptException {
    String[][] codes = {
      {"(exit)", "0"},
      {"(exit 0)", "0"},
      {"(exit 7)", "7"},
      {"(exit #t)", "0"},
      {"(exit #f)", "1"},
      {"(exit 255)", "255"}
    };
    for (String[] each : codes) {
      try (Scripts other = new Scripts()) {
        assertThat(other.load(each[0] + " (no-more)")).isEqualTo(Integer.parseInt(each[1]));
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
    }
  }

  @Test
  void eachTraceIsWrittenWhileItIsSwitchedOn() {
    scheme.run("(iox-debug 1) (tcp-debug 1) (lfn-debug 1)");
    String trace =
        scheme.run(
            """
            (define l (tcp-listen "0@127.0.0.1"))
            (define c (tcp-call (tcp-name l)))
            (define s (lfn-create (tcp-answer l)))
            (define (read-line-callback k r u) (lfn-getline s) (iox-cancel k))
            (iox-onio d read-line-callback 0 IOX_READ (lfn-fd s))
            (tcp-write c "hello\\n")
            (iox-monitor d 20)
            (lfn-putline s "bye")
            (tcp-read c 4)
            (tcp-destroy c)
            (tcp-call 1)
            """);
    assertThat(trace.lines())
        .anyMatch(line -> line.matches("tcp: listening on \\d+ \\(\\d+\\)"))
        .anyMatch(line -> line.matches("tcp: called \\d+@127.0.0.1 \\(\\d+\\)"))
        .anyMatch(line -> line.matches("tcp: answered \\d+#127.0.0.1 \\(\\d+\\)"))
        .anyMatch(line -> line.matches("iox: registered read-line-callback for READ on .*"))
        .anyMatch(line -> line.matches("tcp: wrote 6 bytes to \\d+@127.0.0.1 \\(\\d+\\)"))
        .anyMatch(line -> line.matches("iox: fired READ to read-line-callback on .*"))
        .anyMatch(line -> line.matches("tcp: read 6 bytes from \\d+#127.0.0.1 \\(\\d+\\)"))
        .anyMatch(line -> line.matches("lfn: read a line of 5 bytes from .*"))
        .anyMatch(line -> line.matches("iox: cancelled read-line-callback for READ on .*"))
        .anyMatch(line -> line.matches("lfn: writing a line of 4 bytes to .*"))
        .anyMatch(line -> line.matches("tcp: destroyed \\d+@127.0.0.1 \\(\\d+\\)"))
        .anyMatch(line -> line.startsWith("tcp: can't connect to "));
    assertThat(scheme.run("(iox-debug 0) (tcp-debug 0) (lfn-debug 0) (lfn-putline s \"x\")"))
        .isEmpty();
    assertThat(scheme.value("(list (iox-debug 2) (tcp-debug 9) (lfn-debug 0))"))
        .isEqualTo("(#t #t #t)");
  }

  /** A line that comes again is kept as a whole. */
  @Test
  void theTraceCountsTheBytesOfEachCall() {
    pair();
    scheme.run("(tcp-debug 1)");
    String trace =
        scheme.run(
            """
            (define (send . sizes)
              (for-each (lambda (size) (tcp-write called (make-string size #\\a))) sizes))
            (send 5 5 5 7 7 5)
            (let receive ((left 34))
              (if (> left 0) (receive (- left (string-length (tcp-read answered -1024 1))))))
            (tcp-write answered "12345")
            """);
    assertThat(trace.lines().filter(line -> line.startsWith("tcp: wrote")))
        .map(line -> line.replaceAll("\\d+([@#])", "PORT$1").replaceAll("\\(\\d+\\)", "(N)"))
        .containsExactly(
            "tcp: wrote 5 bytes to PORT@127.0.0.1 (N)",
            "tcp: wrote 5 bytes to PORT@127.0.0.1 (N)",
            "tcp: wrote 5 bytes to PORT@127.0.0.1 (N)",
            "tcp: wrote 7 bytes to PORT@127.0.0.1 (N)",
            "tcp: wrote 7 bytes to PORT@127.0.0.1 (N)",
            "tcp: wrote 5 bytes to PORT@127.0.0.1 (N)",
            "tcp: wrote 5 bytes to PORT#127.0.0.1 (N)");
    scheme.run("(tcp-debug 0)");
  }
}
