package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.scheme.endpoint.LineStream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The results of the procedures of line streams, outside of callbacks. */
final class LineTest extends SchemeTest {

  private EchoClient client;

  @BeforeEach
  void stream() throws IOException {
    client = peer();
    scheme.run("(define s (lfn-create end))");
  }

  private void send(String text) throws IOException {
    client.send(text.getBytes(ISO_8859_1));
  }

  private String receive(int length) throws IOException {
    return new String(client.receive(length), ISO_8859_1);
  }

  @Test
  void linesComeWithoutTheirEnds() throws IOException {
    send("one\r\n\ntwo \r \n\r\n\0\u00ff\n");
    for (String line : new String[] {"one", "", "two \\r ", "", "\\x0;\u00ff"}) {
      assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"" + line + "\"");
    }
    assertThat(scheme.value("(lfn-getline s 0)")).isEqualTo("#f");
  }

  @Test
  void aLineThatDoesNotComeInTimeIsFalseAndNotLost() throws IOException {
    send("half");
    scheme.run("(define before (tv-tod))");
    assertThat(scheme.value("(lfn-getline s 0.03)")).isEqualTo("#f");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.029)")).isEqualTo("#t");
    assertThat(scheme.value("(list (lfn-readable? s) (lfn-up? s))")).isEqualTo("(#f #t)");
    send(" and half\n");
    assertThat(scheme.value("(lfn-getline s 20)")).isEqualTo("\"half and half\"");
  }

  @Test
  void atTheEndWhatIsLeftIsALine() throws IOException {
    send("one\nrest");
    client.endOutput();
    until("(lfn-readable? s)", "#t");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"one\"");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"rest\"");
    assertThat(scheme.value("(list (lfn-getline s) (lfn-getline s 0) (lfn-read s 1))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(list (lfn-up? s) (lfn-readable? s))")).isEqualTo("(#f #f)");
    assertThat(scheme.value("(lfn-putline s \"bye\")")).isEqualTo("4");
    assertThat(receive(4)).isEqualTo("bye\n");
  }

  @Test
  void theEndIsReadableUntilItIsReported() throws IOException {
    client.endOutput();
    until("(lfn-readable? s)", "#t");
    assertThat(scheme.value("(list (lfn-readable? s) (lfn-getline s) (lfn-readable? s))"))
        .isEqualTo("(#t #f #f)");
  }

  @Test
  void aResetIsAnEnd() throws IOException {
    client.reset();
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("#f");
    assertThat(scheme.value("(list (lfn-up? s) (lfn-readable? s) (lfn-writeable? s))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(list (lfn-putline s \"x\") (lfn-write s \"x\") (lfn-read s 1))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(lfn-destroy s)")).isEqualTo("#t");
  }

  @Test
  void linesAreWrittenWithEitherEnd() throws IOException {
    assertThat(scheme.value("(lfn-putline s \"ab\")")).isEqualTo("3");
    assertThat(scheme.value("(lfn-putline s \"\" #f)")).isEqualTo("1");
    assertThat(scheme.value("(lfn-putline s \"cd\" #t)")).isEqualTo("4");
    assertThat(scheme.value("(lfn-putline s \"e\" #t 0)")).isEqualTo("3");
    assertThat(scheme.value("(lfn-write s \"raw\" 1.5)")).isEqualTo("3");
    assertThat(scheme.value("(lfn-writeable? s)")).isEqualTo("#t");
    assertThat(receive(14)).isEqualTo("ab\n\ncd\r\ne\r\nraw");
  }

  @Test
  void countedBytesFollowLinesInOneChunk() throws IOException {
    send("length 5\r\na\nb\r\nnext\ntail");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"length 5\"");
    assertThat(scheme.value("(lfn-read s 5)")).isEqualTo("\"a\\nb\\r\\n\"");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"next\"");
    assertThat(scheme.value("(lfn-read s -2)")).isEqualTo("\"ta\"");
    assertThat(scheme.value("(lfn-read s -9)")).isEqualTo("\"il\"");
    assertThat(scheme.value("(list (lfn-read s 0) (lfn-read s -1 0) (lfn-read s 2 0.01))"))
        .isEqualTo("(\"\" \"\" \"\")");
  }

  @Test
  void countedBytesCutShortAreGivenThenFalse() throws IOException {
    send("line\nabc");
    client.endOutput();
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"line\"");
    assertThat(scheme.value("(lfn-read s 2147483647)")).isEqualTo("\"abc\"");
    assertThat(scheme.value("(lfn-read s 2147483647)")).isEqualTo("#f");
    assertThat(scheme.value("(lfn-read s -5)")).isEqualTo("#f");
  }

  @Test
  void aFirstChunkIsWaitedFor() {
    scheme.run("(define before (tv-tod))");
    assertThat(scheme.value("(lfn-read s -5 0.03)")).isEqualTo("\"\"");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.029)")).isEqualTo("#t");
  }

  @Test
  void noBytesAtAllAreGivenAtTheEndToo() throws IOException {
    client.endOutput();
    assertThat(scheme.value("(list (lfn-read s 1) (lfn-read s 0))")).isEqualTo("(#f \"\")");
  }

  @Test
  void manyCountedBytesComeWhole() throws Exception {
    byte[] bytes = EchoClient.pattern(1, 300_000);
    var sender = Background.run("sender", () -> client.send(bytes));
    scheme.run("(define got (lfn-read s 300000))");
    sender.join();
    assertThat(String.valueOf(scheme.session.definitions.valueOf("got")).getBytes(ISO_8859_1))
        .isEqualTo(bytes);
  }

  @Test
  void aLineBeyondTheLimitEndsTheInput() throws Exception {
    var sender =
        Background.run(
            "sender",
            () -> {
              send("x".repeat(LineStream.LINE_BYTES_MAX) + "\n");
              send("x".repeat(LineStream.LINE_BYTES_MAX + 1) + "\n");
            });
    assertThat(scheme.value("(string-length (lfn-getline s))")).isEqualTo("1048576");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("#f");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("#f");
    assertThat(scheme.value("(lfn-up? s)")).isEqualTo("#f");
    sender.join();
  }

  @Test
  void aStreamIsCalledAsItsEndpoint() {
    assertThat(
            scheme.value("(list (equal? (lfn-name s) (tcp-name end)) (= (lfn-fd s) (tcp-fd end)))"))
        .isEqualTo("(#t #t)");
    assertThat(scheme.value("s")).startsWith("#<line stream " + port() + "#127.0.0.1 (");
    assertThat(scheme.value("(lfn-destroy s)")).isEqualTo("#t");
    assertThat(scheme.value("s")).endsWith("destroyed>");
    assertThat(scheme.failure("(tcp-up? end)")).contains("not destroyed");
  }
}
