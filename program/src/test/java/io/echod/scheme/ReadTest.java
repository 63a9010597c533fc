package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The results of tcp-read. */
final class ReadTest extends SchemeTest {

  @Test
  void aNegativeLengthGivesTheFirstChunk() throws IOException {
    EchoClient client = peer();
    client.send("hello".getBytes(ISO_8859_1));
    assertThat(scheme.value("(tcp-read end -3)")).isEqualTo("\"hel\"");
    assertThat(scheme.value("(tcp-read end -1000000)")).isEqualTo("\"lo\"");
    assertThat(scheme.value("(tcp-read end -5 0)")).isEqualTo("\"\"");
  }

  @Test
  void aLengthIsReadInFullHoweverItComes() throws IOException {
    EchoClient client = peer();
    Background sender =
        Background.run(
            "sender",
            () -> {
              for (byte each : "abcdefgh".getBytes(ISO_8859_1)) {
                client.send(new byte[] {each});
              }
            });
    assertThat(scheme.value("(tcp-read end 5)")).isEqualTo("\"abcde\"");
    assertThat(scheme.value("(tcp-read end 3 20)")).isEqualTo("\"fgh\"");
    sender.join();
  }

  @Test
  void aLengthOfZeroGivesNothing() throws IOException {
    EchoClient client = peer();
    client.send("x".getBytes(ISO_8859_1));
    assertThat(scheme.value("(tcp-read end 0)")).isEqualTo("\"\"");
    assertThat(scheme.value("(tcp-read end 1)")).isEqualTo("\"x\"");
  }

  @Test
  void afterATimeoutWhatHasComeIsGiven() throws IOException {
    EchoClient client = peer();
    client.send("abc".getBytes(ISO_8859_1));
    until("(tcp-readable? end)", "#t");
    scheme.run("(define before (tv-tod))");
    assertThat(scheme.value("(tcp-read end 10 0.03)")).isEqualTo("\"abc\"");
    assertThat(scheme.value("(tcp-read end -10 0.03)")).isEqualTo("\"\"");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.059)")).isEqualTo("#t");
    assertThat(scheme.value("(tcp-read end 10 0)")).isEqualTo("\"\"");
  }

  @Test
  void anEndWithinARecordGivesWhatHasComeThenFalse() throws IOException {
    EchoClient client = peer();
    client.send("abc".getBytes(ISO_8859_1));
    client.endOutput();
    assertThat(scheme.value("(tcp-read end 10)")).isEqualTo("\"abc\"");
    assertThat(scheme.value("(list (tcp-read end 10) (tcp-read end -10) (tcp-read end 1 0))"))
        .isEqualTo("(#f #f #f)");
    scheme.run("(tcp-write end \"bye\") (tcp-destroy end)");
    assertThat(client.receiveToEnd()).isEqualTo("bye".getBytes(ISO_8859_1));
  }

  @Test
  void aResetGivesFalse() throws IOException {
    EchoClient client = peer();
    client.reset();
    assertThat(scheme.value("(list (tcp-read end 10) (tcp-read end -1) (tcp-write end \"x\"))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(list (tcp-up? end) (tcp-readable? end) (tcp-writeable? end))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(list (skt-up? (tcp-fd end)) (skt-setbuf (tcp-fd end) 1 1))"))
        .isEqualTo("(#f #f)");
  }

  @Test
  void aLengthThatNeverComesTakesNoMemory() throws IOException {
    EchoClient client = peer();
    client.send("abc".getBytes(ISO_8859_1));
    client.endOutput();
    assertThat(scheme.value("(tcp-read end 2147483647)")).isEqualTo("\"abc\"");
  }
}
