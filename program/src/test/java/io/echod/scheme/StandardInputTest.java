package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.Test;

/** Standard input as an endpoint. */
final class StandardInputTest extends SchemeTest {

  private void input(String text) {
    scheme.session.connect((_, _) -> false, new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
  }

  @Test
  void itIsReadToItsEndWithoutADispatcher() {
    input("abcdef");
    scheme.run("(define in (std-in))");
    assertThat(scheme.value("(list (tcp-read in 4) (tcp-read in 4) (tcp-read in 4))"))
        .isEqualTo("(\"abcd\" \"ef\" #f)");
    assertThat(scheme.value("(list (tcp-name in) (eq? in (std-in)) (tcp-write in \"x\"))"))
        .isEqualTo("(\"standard-input\" #t #f)");
  }

  @Test
  void schemesOwnProceduresReadIt() {
    input("one\n(two 3)\nx");
    assertThat(scheme.value("(list (read-line) (read) (read-line) (read-char) (read-line))"))
        .isEqualTo("(\"one\" (two 3) \"\" #\\x #!eof)");
  }

  @Test
  void withinACallbackTheyDoNotWait() throws IOException {
    PipedOutputStream keyboard = new PipedOutputStream();
    try (PipedInputStream typed = new PipedInputStream(keyboard)) {
      scheme.session.connect((_, _) -> false, typed);
      scheme.run(
          """
          (define said "")
          (iox-after d
            (lambda (callback reason data)
              (guard (e (#t (set! said (error-object-message e)))) (read-line)))
            #f 0)
          """);
      until(
          "said",
          "\"read-line: a callback can't wait for standard input; expected an iox-onio for"
              + " (std-in)\"");
    }
  }

  @Test
  void linesComeToACallbackBesideTheNetwork() throws IOException {
    PipedOutputStream keyboard = new PipedOutputStream();
    try (PipedInputStream typed = new PipedInputStream(keyboard)) {
      scheme.session.connect((_, _) -> false, typed);
      pair();
      scheme.run(
          """
          (define lines '())
          (define stream (lfn-create (std-in)))
          (define (hear callback reason stream)
            (let ((line (lfn-getline stream)))
              (set! lines (cons line lines))
              (if line (tcp-write called line) (lfn-destroy stream))))
          (iox-onio d hear stream IOX_READ (lfn-fd stream))
          """);
      keyboard.write("one\nt".getBytes(ISO_8859_1));
      keyboard.flush();
      until("lines", "(\"one\")");
      assertThat(scheme.value("(tcp-read answered 3)")).isEqualTo("\"one\"");
      assertThat(scheme.value("(tcp-up? (std-in))")).isEqualTo("#t");
      keyboard.write("wo".getBytes(ISO_8859_1));
      keyboard.close();
      assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    }
    assertThat(scheme.value("(reverse lines)")).isEqualTo("(\"one\" \"two\" #f)");
  }

  @Test
  void onceDestroyedItIsAtItsEnd() {
    input("abc");
    scheme.run("(tcp-read (std-in) 1) (tcp-destroy (std-in))");
    assertThat(scheme.value("(tcp-read (std-in) 1)")).isEqualTo("#f");
  }

  @Test
  void atThePromptItIsAnError() {
    scheme.session.live();
    assertThat(scheme.failure("(std-in)")).startsWith("std-in: the prompt may read");
  }
}
