package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where endpoints listen and call: both families of IP, and Unix sockets. */
final class AddressesTest extends SchemeTest {

  @TempDir private Path directory;

  @Test
  void aPortListensForBothFamilies() throws IOException {
    scheme.run("(define listener (tcp-listen 0)) (define port (skt-port (tcp-fd listener)))");
    for (String host : new String[] {"127.0.0.1", "::1"}) {
      InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(host), port());
      try (EchoClient client = EchoClient.connect(address)) {
        assertThat(scheme.value("(tcp-name (tcp-answer listener 20))"))
            .isEqualTo("\"" + client.serverPort() + "#" + host + "\"");
      }
    }
  }

  @Test
  void aHostOfOneFamilyListensForThatOnly() {
    scheme.run("(define listener (tcp-listen \"0@127.0.0.1\"))");
    assertThat(scheme.value("(tcp-call (string-append (tcp-name listener) \"@::1\"))"))
        .isEqualTo("#f");
  }

  @Test
  void aUnixSocketIsAnEndpointLikeAnyOther() {
    String url = "unix://" + directory + "/socket";
    scheme.run(
        """
        (define listener (tcp-listen "%1$s"))
        (define caller (tcp-call "%1$s"))
        (define client (tcp-answer listener))
        (define again (tcp-call (tcp-name listener)))
        """
            .formatted(url));
    scheme.run("(tcp-write caller \"hello\")");
    assertThat(scheme.value("(tcp-read client 5)")).isEqualTo("\"hello\"");
    assertThat(scheme.value("(map tcp-up? (list listener caller client again))"))
        .isEqualTo("(#t #t #t #t)");
    assertThat(scheme.value("(list (skt-port (tcp-fd listener)) (skt-peer (tcp-fd client)))"))
        .isEqualTo("(#f #f)");
    assertThat(scheme.value("(tcp-name caller)")).isEqualTo("\"" + directory + "/socket\"");
    scheme.run("(tcp-destroy listener)");
    assertThat(directory.resolve("socket")).doesNotExist();
  }

  @Test
  void aUnixSocketServesByCallbacks() {
    scheme.run(
        """
        (define listener (tcp-listen "unix://%s/socket"))
        (define (serve callback reason client)
          (let ((bytes (tcp-read client -100)))
            (if bytes (tcp-write client bytes) (tcp-destroy client))))
        (define (new-client callback reason listener)
          (let ((client (tcp-answer listener)))
            (iox-onio d serve client IOX_READ (tcp-fd client))))
        (iox-onio d new-client listener IOX_READ (tcp-fd listener))
        (define caller (tcp-call (tcp-name listener) #t))
        (define said "")
        (define (hear callback reason caller)
          (if (tcp-complete caller)
              (if (= reason IOX_WRITE)
                  (begin (iox-cancel callback)
                         (iox-onio d hear caller IOX_READ (tcp-fd caller))
                         (tcp-write caller "hello"))
                  (set! said (tcp-read caller -100)))))
        (iox-onio d hear caller IOX_WRITE (tcp-fd caller))
        """
            .formatted(directory));
    until("said", "\"hello\"");
  }

  @Test
  void aPathThatCanNotBeIsRefused() throws IOException {
    assertThat(scheme.failure("(tcp-listen \"unix:///" + "x".repeat(200) + "\")"))
        .startsWith("tcp-listen: argument 1 (service) is ")
        .contains("a socket's path has 1 to");
    Files.writeString(directory.resolve("file"), "mine");
    assertThat(scheme.failure("(tcp-listen \"unix://" + directory + "/file\")"))
        .startsWith("tcp-listen: can't listen on unix://" + directory + "/file");
    assertThat(scheme.value("(tcp-call \"unix://" + directory + "/none\")")).isEqualTo("#f");
  }

  @Test
  void inACallbackNoNameIsLookedUpWhileOthersWait() {
    scheme.run(
        """
        (define said '())
        (define (look callback reason ask)
          (set! said (cons (guard (mistake (#t (error-object-message mistake))) (ask)) said)))
        (iox-after d look (lambda () (net-addr "127.0.0.1")) 0)
        (iox-after d look (lambda () (net-host "::1" #t)) 0)
        (iox-after d look (lambda () (net-addr "peer.example")) 0)
        (iox-after d look (lambda () (net-host "127.0.0.1")) 0)
        (iox-after d look (lambda () (tcp-listen "0@peer.example")) 0)
        (iox-after d look (lambda () (udp-open "0@peer.example")) 0)
        """);
    scheme.run(MONITOR);
    assertThat(scheme.errors).isEmpty();
    String wait = ": would wait for a name server, which a callback must not; expected an address";
    assertThat(scheme.value("(reverse said)"))
        .startsWith("(\"127.0.0.1\" \"::1\" \"net-addr" + wait)
        .contains("\"net-host" + wait, "\"tcp-listen" + wait, "\"udp-open" + wait);
  }
}
