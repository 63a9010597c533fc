package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Scripts of TSION mean the same here. */
final class FamilyTest extends SchemeTest {

  @Test
  void aServerThatReadsLinesForAsLongAsThereAreAny() throws IOException {
    listen("server");
    scheme.run(
        """
        (skt-startup)
        (define ended #f)
        (define (echo-client callback reason client)
          (do ((buffer #f))
              ((not (lfn-readable? client)))
            (begin
              (set! buffer (lfn-getline client))
              (if buffer (lfn-putline client buffer 3))))
          (if (not (lfn-up? client))
              (begin (iox-cancel callback) (lfn-destroy client) (set! ended #t))))
        (define (new-client callback reason . args)
          (let* ((server (list-ref args 0))
                 (client (lfn-create (tcp-answer server) "-input 4096 -output 100")))
            (iox-onio (iox-dispatcher callback) echo-client client IOX_READ (lfn-fd client))))
        (iox-onio d new-client server IOX_READ (tcp-fd server))
        (iox-after d (lambda (callback reason data) (iox-destroy d)) #f 30)
        """);
    EchoClient client = client();
    client.send("one\r\ntwo\nthr".getBytes(ISO_8859_1));
    client.endOutput();
    until("ended", "#t");
    assertThat(scheme.value("(skt-up? 4)")).isEqualTo("#f");
    assertThat(client.receiveToEnd()).isEqualTo("one\r\ntwo\r\nthr\r\n".getBytes(ISO_8859_1));
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void theTimeOfDayAsAPairIsTheSameTime() {
    assertThat(
            scheme.value(
                """
                (let* ((before (tv-tod)) (pair (tv-tod-pair)) (after (tv-tod)))
                  (list (exact? (car pair)) (exact? (cdr pair))
                        (<= (- before 0.000002) (+ (car pair) (/ (cdr pair) 1000000)) after)))
                """))
        .isEqualTo("(#t #t #t)");
  }

  @Test
  void hostsByNameAndByAddress() {
    assertThat(scheme.value("(net-host \"0:0:0:0:0:0:0:1\" #t)")).isEqualTo("\"::1\"");
    assertThat(scheme.value("(net-host \"127.0.0.1\" #t)")).isEqualTo("\"127.0.0.1\"");
    assertThat(scheme.value("(net-host \"192.0.2.7\" #f)")).contains("192.0.2.7");
    assertThat(scheme.value("(net-host \"2001:db8:0:0:0:0:0:7\")")).isEqualTo("\"2001:db8::7\"");
  }

  @Test
  void theFlagOfAPortIsForUdp() {
    assertThat(scheme.value("(list (net-port \"8080\" #t) (net-port \"8080\" #f))"))
        .isEqualTo("(8080 8080)");
    assertThat(scheme.value("(equal? (net-port \"tftp\" #t) (net-port \"tftp\" \"udp\"))"))
        .isEqualTo("#t");
  }

  @Test
  void buffersOfAListenerAreThoseOfItsClients() throws IOException {
    listen("server");
    assertThat(scheme.value("(skt-setbuf (tcp-fd server) 4096 4096)")).isEqualTo("#t");
    assertThat(scheme.value("(skt-setbuf (tcp-fd server) -1 -1)")).isEqualTo("#t");
    EchoClient client = client();
    scheme.run("(define end (tcp-answer server 20))");
    int taken = Integer.parseInt(scheme.value("(tcp-write end (make-string 4000000 #\\x) 0)"));
    scheme.run("(tcp-destroy end)");
    client.close();
    scheme.run(
        "(define other (tcp-listen \"0@127.0.0.1\")) (define port (skt-port (tcp-fd other)))");
    client();
    scheme.run("(define end (tcp-answer other 20))");
    int takenByLargeOnes =
        Integer.parseInt(scheme.value("(tcp-write end (make-string 4000000 #\\x) 0)"));
    assertThat(taken).isLessThan(takenByLargeOnes);
  }

  @Test
  void socketLibrariesNeedNoStart() {
    assertThat(scheme.value("(list (skt-startup) (skt-cleanup))")).isEqualTo("(#t #t)");
  }

  @Test
  void aNegativeSizeLeavesABufferAsItIs() {
    pair();
    assertThat(scheme.value("(skt-setbuf (tcp-fd called) -1 0)")).isEqualTo("#t");
  }
}
