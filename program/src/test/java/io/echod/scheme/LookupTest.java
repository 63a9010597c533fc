package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls by the name of a host: all its addresses, and no callback waits for the resolver. */
final class LookupTest extends SchemeTest {

  private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");

  /** There is no listener: the listener of these tests has one address of its own. */
  private static final InetAddress REFUSING = InetAddress.ofLiteral("127.0.0.2");

  /** Until it is zero, the resolver hangs. */
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    answer.countDown();
  }

  private void resolve(InetAddress... addresses) {
    scheme.session.endpoints.lookups().ask(_ -> addresses);
  }

  private void hang() {
    scheme
        .session
        .endpoints
        .lookups()
        .ask(host -> {
          hangUntilLetGo(host);
          return new InetAddress[] {REFUSING, LOCAL};
        });
  }

  private void hangUntilLetGo(String host) throws UnknownHostException {
    try {
      answer.await();
    } catch (InterruptedException ended) {
      throw new UnknownHostException(host);
    }
  }

  private void callWithoutWaiting() {
    listen("l");
    scheme.run(
        """
        (define result 'none)
        (define (called callback reason endpoint)
          (set! result (list reason (tcp-complete endpoint)))
          (iox-cancel callback))
        (define c (tcp-call (string-append (number->string port) "@peer.example") #t))
        (iox-onio d called c IOX_WRITE (tcp-fd c))
        """);
  }

  @Test
  void aCallThatWaitsTriesAllAddresses() {
    resolve(REFUSING, LOCAL);
    listen("l");
    scheme.run("(define c (tcp-call (string-append (number->string port) \"@peer.example\")))");
    assertThat(scheme.value("(tcp-up? c)")).isEqualTo("#t");
    assertThat(scheme.value("(tcp-name c)")).isEqualTo("\"" + port() + "@127.0.0.1\"");
  }

  @Test
  void aCallThatDoesNotWaitTriesAllAddresses() {
    resolve(REFUSING, LOCAL);
    callWithoutWaiting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("result")).isEqualTo("(2 #t)");
    assertThat(scheme.value("(skt-peer (tcp-fd c))")).isEqualTo("\"127.0.0.1\"");
  }

  @Test
  void aCallIsRefusedOnceAllAddressesHaveRefused() {
    resolve(REFUSING, InetAddress.ofLiteral("127.0.0.3"));
    callWithoutWaiting();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("result")).isEqualTo("(2 #f)");
    scheme.run("(define other (tcp-call (string-append (number->string port) \"@peer.example\")))");
    assertThat(scheme.value("other")).isEqualTo("#f");
  }

  @Test
  void aListenerMayHaveTheNameOfAHostOfThisMachine() {
    resolve(LOCAL, REFUSING);
    scheme.run(
        "(define l (tcp-listen \"0@this.example\")) (define u (udp-open \"0@this.example\"))");
    scheme.run("(define c (tcp-call (string-append (tcp-name l) \"@127.0.0.1\")))");
    assertThat(scheme.value("(list (tcp-up? (tcp-answer l)) (integer? (udp-fd u)))"))
        .isEqualTo("(#t #t)");
    assertThat(scheme.value("(net-addr \"this.example\")")).isEqualTo("\"127.0.0.1\"");
  }

  @Test
  void whatIsKnownToAllIsNotLookedUp() {
    hang();
    scheme.run(
        """
        (define name #f)
        (define (listen callback reason service) (set! name (tcp-name (tcp-listen service))))
        (iox-after d listen "0@localhost" 0)
        """);
    scheme.run(MONITOR);
    assertThat(scheme.value("(string? name)")).isEqualTo("#t");
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void aNameThatACallbackMayNotWaitForIsNotLookedUp() {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    scheme
        .session
        .endpoints
        .lookups()
        .ask(host -> {
          asked.add(host);
          if (host.equals("slow.example")) {
            hangUntilLetGo(host);
          }
          return new InetAddress[] {LOCAL};
        });
    listen("l");
    scheme.run(
        """
        (define refused 0)
        (define (look callback reason count)
          (guard (mistake (#t (set! refused (+ refused 1)))) (net-addr "slow.example"))
          (if (> count 1) (look callback reason (- count 1))))
        (iox-after d look 20 0)
        """);
    scheme.run(MONITOR);
    assertThat(scheme.value("refused")).isEqualTo("20");
    // As many that hang would leave no thread for others.
    scheme.run("(define c (tcp-call (string-append (number->string port) \"@peer.example\") #t))");
    assertThat(scheme.value("(tcp-complete c 5)")).isEqualTo("#t");
    assertThat(asked).containsExactly("peer.example");
  }

  @Test
  void othersAreServedWhileANameIsLookedUp() {
    hang();
    callWithoutWaiting();
    assertThat(scheme.value("(tcp-name c)")).isEqualTo("\"" + port() + "@peer.example\"");
    scheme.run("(define fired #f)");
    scheme.run("(iox-after d (lambda (k r u) (set! fired #t) (iox-destroy d)) 0 0)");
    scheme.run(MONITOR);
    assertThat(scheme.value("(list fired result)")).isEqualTo("(#t none)");
  }

  @Test
  void aNameMayBeCalledInACallback() {
    hang();
    listen("l");
    scheme.run(
        """
        (define result 'none)
        (define (called callback reason endpoint)
          (set! result (tcp-complete endpoint))
          (iox-cancel callback))
        (define (call callback reason service)
          (let ((endpoint (tcp-call service #t)))
            (iox-onio d called endpoint IOX_WRITE (tcp-fd endpoint))
            (set! result (list (tcp-write endpoint "x") (tcp-read endpoint -1)))))
        (iox-after d call (string-append (number->string port) "@peer.example") 0)
        """);
    until("result", "(0 \"\")");
    answer.countDown();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("result")).isEqualTo("#t");
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void completionWaitsForTheName() {
    hang();
    callWithoutWaiting();
    assertThat(scheme.value("(list (tcp-complete c 0) (tcp-complete c 0.01))"))
        .isEqualTo("(#f #f)");
    answer.countDown();
    assertThat(scheme.value("(tcp-complete c 20)")).isEqualTo("#t");
  }

  @Test
  void aCallThatIsDestroyedMeanwhileIsForgotten() {
    hang();
    callWithoutWaiting();
    scheme.run("(tcp-destroy c)");
    answer.countDown();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(list result (tcp-answer l 0))")).isEqualTo("(none #f)");
  }

  @Test
  void aCallbackThatAskedForItIsNotifiedOfTheCancel() {
    hang();
    callWithoutWaiting();
    scheme.run(
        """
        (define reasons '())
        (define (note callback reason u) (set! reasons (cons reason reasons)))
        (iox-onio d note 0 (+ IOX_READ IOX_CANCEL) (tcp-fd c))
        (tcp-destroy c)
        """);
    scheme.run(MONITOR);
    assertThat(scheme.value("reasons")).isEqualTo("(32)");
  }

  @Test
  void linesMayBeReadFromACallThatIsUnderWay() {
    hang();
    callWithoutWaiting();
    scheme.run("(define s (lfn-create c))");
    assertThat(scheme.value("(list (lfn-readable? s) (lfn-up? s) (lfn-getline s 0))"))
        .isEqualTo("(#f #t #f)");
    answer.countDown();
    scheme.run("(define a (tcp-answer l 20)) (tcp-complete c 20) (tcp-write a \"hello\\n\")");
    assertThat(scheme.value("(lfn-getline s 20)")).isEqualTo("\"hello\"");
  }
}
