package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are lost while no callback is registered for them. */
final class LostTest extends SchemeTest {

  private EchoClient client;

  @BeforeEach
  void connect() throws IOException {
    client = peer();
    scheme.run(
        """
        (define calls '())
        (define (note callback reason data) (set! calls (cons reason calls)))
        (define (note-read callback reason data)
          (set! calls (cons (list reason (tcp-read end -3)) calls)))
        """);
  }

  /** Not every kernel reports it while nothing is registered; writing finds out. */
  private void lose() throws IOException {
    client.reset();
    until("(tcp-write end \"x\")", "#f");
  }

  /** No turn is taken meanwhile: no other endpoint can have noticed. */
  private void findOutByWriting() throws IOException {
    client.reset();
    Await.until("a write to fail", () -> scheme.value("(tcp-write end \"x\" 0)").equals("#f"));
  }

  @Test
  void whoReadsIsCalledWhereAWriteOfAnothersFindsTheLoss() throws IOException {
    scheme.run("(iox-onio d note-read 0 IOX_READ (tcp-fd end))");
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((1 #f))");
  }

  @Test
  void whoWaitsForLinesIsCalledWhereAWriteOfAnothersFindsTheLoss() throws IOException {
    scheme.run(
        """
        (define lines (lfn-create end))
        (define (note-line callback reason data)
          (set! calls (cons (list reason (lfn-getline lines)) calls)))
        (iox-onio d note-line 0 IOX_READ (tcp-fd end))
        """);
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((1 #f))");
  }

  @Test
  void whoWaitsToWriteIsCalledWhereAWriteOfAnothersFindsTheLoss() throws IOException {
    scheme.run("(iox-onio d note 0 (+ IOX_WRITE IOX_CANCEL) (tcp-fd end))");
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(32 2)");
  }

  /** Its line is here, and is left unread until output is written. */
  private void leaveALineUnread() throws IOException {
    client.send("line\n".getBytes(StandardCharsets.US_ASCII));
    scheme.run(
        """
        (define lines (lfn-create end))
        (define (note-line callback reason data)
          (set! calls (cons (list reason (lfn-getline lines)) calls)))
        """);
    until("(lfn-readable? lines)", "#t");
  }

  @Test
  void whoWaitsToWriteIsCalledThoughALineIsUnread() throws IOException {
    leaveALineUnread();
    scheme.run("(iox-onio d note 0 (+ IOX_WRITE IOX_CANCEL) (tcp-fd end))");
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(32 2)");
  }

  @Test
  void whoWaitsToWriteIsCalledThoughBytesReadAheadAreUnread() throws IOException {
    client.send("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(scheme.value("(tcp-read end -1 20)")).isEqualTo("\"a\"");
    scheme.run(
        """
        (define (once callback reason data) (tcp-read end -1) (iox-cancel callback))
        (iox-onio d once 0 IOX_READ (tcp-fd end))
        (iox-monitor d)
        (iox-onio d note 0 (+ IOX_WRITE IOX_CANCEL) (tcp-fd end))
        """);
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(32 2)");
    assertThat(scheme.value("(tcp-read end -3)")).isEqualTo("\"c\"");
  }

  @Test
  void whoRegistersAfterTheLossIsCalledThoughALineIsUnread() throws IOException {
    leaveALineUnread();
    findOutByWriting();
    scheme.run("(iox-onio d note 0 IOX_WRITE (tcp-fd end))");
    scheme.run("(iox-onio d note-line 0 IOX_READ (tcp-fd end))");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((1 #f) (1 \"line\") 2)");
  }

  @Test
  void whoReadsAndWritesHearsTheLineBeforeTheEnd() throws IOException {
    leaveALineUnread();
    scheme.run("(iox-onio d note-line 0 (+ IOX_READ IOX_WRITE) (tcp-fd end))");
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((3 #f) (1 \"line\"))");
  }

  @Test
  void whoReadsAgainOnceTheWriteHasFailedHearsTheLine() throws IOException {
    leaveALineUnread();
    scheme.run(
        """
        (define (note-failure callback reason data)
          (iox-cancel callback)
          (iox-onio d note-line 0 IOX_READ (tcp-fd end)))
        (iox-onio d note-failure 0 IOX_WRITE (tcp-fd end))
        """);
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((1 #f) (1 \"line\"))");
  }

  @Test
  void whoHasReadTheEndIsNotCalledForItAgain() throws IOException {
    scheme.run("(iox-onio d note-read 0 IOX_READ (tcp-fd end))");
    client.endOutput();
    until("(length calls)", "1");
    findOutByWriting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((1 #f))");
  }

  @Test
  void whoReadsIsCalledOnceAndReadsTheEnd() throws IOException {
    lose();
    scheme.run("(define c (iox-onio d note-read 0 IOX_READ (tcp-fd end)))");
    assertThat(scheme.value("calls")).isEqualTo("()");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(list calls (iox-cancel c))")).isEqualTo("(((1 #f)) #f)");
  }

  @Test
  void whoWritesIsCalledOnceAndCanNot() throws IOException {
    lose();
    scheme.run("(iox-onio d note 0 IOX_WRITE (tcp-fd end))");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(list calls (tcp-write end \"x\"))")).isEqualTo("((2) #f)");
  }

  @Test
  void whoNeitherReadsNorDestroysItIsNotCalledAgain() throws IOException {
    lose();
    scheme.run("(iox-onio d note 0 (+ IOX_READ IOX_CANCEL) (tcp-fd end))");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(32 1)");
  }

  @Test
  void whatWasReadAheadIsHeardBeforeTheEnd() throws IOException {
    client.send("abcdefg".getBytes(StandardCharsets.US_ASCII));
    assertThat(scheme.value("(tcp-read end -1)")).isEqualTo("\"a\"");
    scheme.run(
        """
        (define (once callback reason data) (tcp-read end -1) (iox-cancel callback))
        (iox-onio d once 0 IOX_READ (tcp-fd end))
        (iox-monitor d)
        """);
    lose();
    scheme.run("(iox-onio d note-read 0 IOX_READ (tcp-fd end))");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((1 #f) (1 \"fg\") (1 \"cde\"))");
  }

  @Test
  void whoCancelsIsNotCalled() throws IOException {
    lose();
    scheme.run("(define c (iox-onio d note 0 IOX_READ (tcp-fd end)))");
    assertThat(scheme.value("(list (iox-cancel c) (iox-cancel c))")).isEqualTo("(#t #f)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("()");
  }
}
