package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Characters of strings of any origin, and strings of bytes in files and bytevectors. */
final class StringTest extends SchemeTest {

  /** Loops over all characters of each would take minutes, were each character a way of its own. */
  private static final String LONG =
      """
      (define n 300000)
      (define (sum s)
        (let loop ((i 0) (sum 0))
          (if (< i (string-length s))
            (loop (+ i 1) (+ sum (char->integer (string-ref s i))))
            sum)))
      (define (fill! s)
        (let loop ((i 0))
          (if (< i (string-length s)) (begin (string-set! s i #\\y) (loop (+ i 1))))))
      (define made (make-string n #\\x))
      (define copied (string-copy made))
      (define listed (list->string (string->list made)))
      """;

  @TempDir private Path directory;

  @Test
  void aLoopOverTheCharactersOfALongStringGoesThroughItOnce() {
    scheme.run(LONG);
    assertThat(scheme.value("(map sum (list made copied listed (string-upcase made)))"))
        .isEqualTo("(36000000 36000000 36000000 26400000)");
    scheme.run("(fill! copied)");
    assertThat(scheme.value("(list (sum copied) (string-ref copied 299999))"))
        .isEqualTo("(36300000 #\\y)");
    pair();
    scheme.run(
        "(tcp-write called (substring made 0 60000)) (define read (tcp-read answered 60000))");
    assertThat(scheme.value("(sum read)")).isEqualTo("7200000");
    assertThat(
            scheme.value(
                "(let loop ((i 0) (same 0)) (if (< i n) (loop (+ i 1) (if (char=?"
                    + " (string-ref made i) (string-ref listed i)) (+ same 1) same)) same))"))
        .isEqualTo("300000");
  }

  @Test
  void charactersThatTakeTwoUnitsCountOnce() {
    scheme.run("(define s (string-copy \"a\\x1f600;b\"))");
    assertThat(scheme.value("(list (string-length s) (string-ref s 2) (length (string->list s)))"))
        .isEqualTo("(3 #\\b 3)");
    scheme.run("(define t (string-copy \"abc\"))");
    assertThat(scheme.value("(string-ref t 2)")).isEqualTo("#\\c");
    scheme.run("(string-set! t 0 (integer->char #x1f600))");
    assertThat(scheme.value("(list (string-length t) (string-ref t 1))")).isEqualTo("(3 #\\b)");
    scheme.run("(string-set! t 0 #\\x)");
    assertThat(scheme.value("(list t (string->list t 1) (string->list t 1 2))"))
        .isEqualTo("(\"xbc\" (#\\b #\\c) (#\\b))");
  }

  @Test
  void mistakesAreReportedAsEver() {
    assertThat(scheme.value("(guard (e (#t (error-object-message e))) (string-ref \"abc\" 3))"))
        .isEqualTo("\"string-ref: out of range: (string-ref \\\"abc\\\" 3)\"");
    assertThat(scheme.value("(guard (e (#t (error-object-message e))) (string-length 5))"))
        .isEqualTo("\"string-length: argument 1 is 5; expected a string\"");
    assertThat(scheme.value("(guard (e (#t (error-object-message e))) (string-ref \"abc\"))"))
        .isEqualTo("\"string-ref: 1 argument given, expected 2\"");
    assertThat(scheme.value("(guard (e (#t 'refused)) (string-set! \"abc\" 0 #\\x))"))
        .isEqualTo("refused");
  }

  @Test
  void allBytesGoThroughAFileUnchanged() throws Exception {
    byte[] all = new byte[512];
    for (int index = 0; index < all.length; index++) {
      all[index] = (byte) (index / 2);
    }
    Path from = Files.write(directory.resolve("from"), all);
    Path to = directory.resolve("to");
    scheme.run("(define b (file->bytes \"" + from + "\"))");
    assertThat(scheme.value("(list (string-length b) (file-length \"" + from + "\"))"))
        .isEqualTo("(512 512)");
    assertThat(scheme.value("(bytes->file b \"" + to + "\")")).isEqualTo("512");
    assertThat(to).hasBinaryContent(all);
    scheme.run("(bytes->file \"\\r\\n\" \"" + to + "\" #t)");
    assertThat(Files.size(to)).isEqualTo(514);
    assertThat(scheme.value("(file->bytes \"" + to + "\" 512)")).isEqualTo("\"\\r\\n\"");
    assertThat(scheme.value("(file->bytes \"" + to + "\" 130 2)")).isEqualTo("\"AA\"");
    assertThat(scheme.value("(string=? b (bytevector->bytes (bytes->bytevector b)))"))
        .isEqualTo("#t");
    assertThat(scheme.value("(bytes->bytevector \"\\xff;a\")")).isEqualTo("#u8(255 97)");
  }

  @Test
  void bytesBeyondTwoGigabytesAreRead() throws Exception {
    Path file = directory.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(3L << 30);
      sparse.write("end".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(scheme.value("(file->bytes \"" + file + "\" 3221225471)")).isEqualTo("\"\\x0;end\"");
    assertThat(scheme.value("(file->bytes \"" + file + "\" 9000000000000000000)"))
        .isEqualTo("\"\"");
  }

  @Test
  void aFileThatIsMissingIsAFileErrorThatNamesIt() {
    assertThat(
            scheme.value(
                "(guard (e ((file-error? e) (error-object-message e))) (file->bytes"
                    + " \"/no/file\"))"))
        .isEqualTo("\"file->bytes: /no/file: no such file\"");
    assertThat(scheme.failure("(bytes->file \"\\x3bb;\" \"/tmp/never\")")).contains("no byte");
    assertThat(scheme.failure("(bytevector->bytes \"a\")")).contains("expected a bytevector");
  }

  @Test
  void anArrayOfJavasBytesBecomesAString() {
    scheme.run("(define digest (java.security.MessageDigest:getInstance \"SHA-1\"))");
    assertThat(
            scheme.value(
                "(map char->integer (string->list (substring (bytevector->bytes"
                    + " (digest:digest (\"abc\":getBytes \"ISO-8859-1\"))) 0 3)))"))
        .isEqualTo("(169 153 62)");
  }
}
