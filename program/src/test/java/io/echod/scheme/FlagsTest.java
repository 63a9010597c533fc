package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The results of pending?, readable?, writeable? and up?; asking changes nothing. */
final class FlagsTest extends SchemeTest {

  private static final String ALL =
      """
      (list (tcp-up? end) (tcp-readable? end) (tcp-writeable? end)
            (skt-up? (tcp-fd end)) (skt-readable? (tcp-fd end)) (skt-writeable? (tcp-fd end)))
      """;

  @Test
  void aQuietConnectionIsUpAndWriteable() throws IOException {
    peer();
    assertThat(scheme.value(ALL)).isEqualTo("(#t #f #t #t #f #t)");
  }

  @Test
  void whatHasComeIsReadableAndStaysThere() throws IOException {
    EchoClient client = peer();
    client.send("hello".getBytes(ISO_8859_1));
    until("(tcp-readable? end)", "#t");
    for (int time = 0; time < 3; time++) {
      assertThat(scheme.value(ALL)).isEqualTo("(#t #t #t #t #t #t)");
    }
    assertThat(scheme.value("(tcp-read end -100)")).isEqualTo("\"hello\"");
    assertThat(scheme.value(ALL)).isEqualTo("(#t #f #t #t #f #t)");
  }

  @Test
  void anEndIsReadableAndOnceReadTheConnectionIsDown() throws IOException {
    EchoClient client = peer();
    client.endOutput();
    until("(tcp-readable? end)", "#t");
    assertThat(scheme.value("(tcp-up? end)")).isEqualTo("#t");
    assertThat(scheme.value("(tcp-read end -1)")).isEqualTo("#f");
    assertThat(scheme.value("(list (tcp-up? end) (tcp-writeable? end))")).isEqualTo("(#f #t)");
  }

  @Test
  void aResetIsReadableUntilItIsRead() throws IOException {
    EchoClient client = peer();
    client.reset();
    until("(tcp-readable? end)", "#t");
    assertThat(scheme.value("(tcp-read end -1)")).isEqualTo("#f");
    assertThat(scheme.value(ALL)).isEqualTo("(#f #f #f #f #f #f)");
    scheme.run("(iox-monitor d 0)");
    assertThat(scheme.value(ALL)).isEqualTo("(#f #f #f #f #f #f)");
  }

  @Test
  void whatWasDestroyedIsNeitherUpNorReadableNorWriteable() throws IOException {
    peer();
    scheme.run("(define fd (tcp-fd end)) (tcp-destroy end)");
    assertThat(scheme.value("(list (skt-up? fd) (skt-readable? fd) (skt-writeable? fd))"))
        .isEqualTo("(#f #f #f)");
  }

  @Test
  void aListenerIsUpAndReadableWhileAClientWaits() throws IOException {
    listen("end");
    assertThat(scheme.value(ALL)).isEqualTo("(#t #f #f #t #f #f)");
    client();
    until("(tcp-pending? end)", "#t");
    for (int time = 0; time < 3; time++) {
      assertThat(scheme.value("(tcp-pending? end)")).isEqualTo("#t");
      assertThat(scheme.value(ALL)).isEqualTo("(#t #t #f #t #t #f)");
    }
    scheme.run("(define c (tcp-answer end 0))");
    assertThat(scheme.value("(tcp-up? c)")).isEqualTo("#t");
    assertThat(scheme.value("(tcp-pending? end)")).isEqualTo("#f");
  }

  @Test
  void whoWasAcceptedForACallbackIsPendingUntilItAnswers() throws IOException {
    listen("l");
    client();
    scheme.run(
        """
        (define seen '())
        (iox-onio d
          (lambda (c r u) (set! seen (list (tcp-pending? l) (tcp-pending? l))) (iox-cancel c))
          0 IOX_READ (tcp-fd l))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(cons (tcp-pending? l) seen)")).isEqualTo("(#t #t #t)");
    assertThat(scheme.value("(tcp-up? (tcp-answer l 0))")).isEqualTo("#t");
  }
}
