package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.fixture.SystemView;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** After thousands of connections everything is as it was. */
final class LeakTest extends SchemeTest {

  private static final int CLIENTS = 2000;

  private int descriptors() {
    return SystemView.descriptors(ProcessHandle.current().pid());
  }

  @Test
  void nothingOfAConnectionStaysBehind() throws Exception {
    listen("l");
    scheme.run(
        """
        (define gone 0)
        (define (echo c r s)
          (let ((line (lfn-getline s)))
            (if line (lfn-putline s line) (begin (set! gone (+ gone 1)) (lfn-destroy s)))))
        (define (new-client c r l)
          (let ((s (lfn-create (tcp-answer l))))
            (iox-onio d echo s IOX_READ (lfn-fd s))
            (iox-cancel (iox-after d ignore s 1000))))
        (define listening (iox-onio d new-client l IOX_READ (tcp-fd l)))
        """);
    int port = port();
    serve(port, 10);
    int descriptors = descriptors();
    int registered = registered();
    assertThat(scheme.session.endpoints.inUse().size()).isEqualTo(1);
    scheme.run("(set! gone 0)");
    serve(port, CLIENTS);
    assertThat(scheme.session.endpoints.inUse().size()).isEqualTo(1);
    until("(begin (iox-monitor d 0.001) " + registered + ")", "" + registered());
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5);
    assertThat(scheme.value("(iox-cancel listening)")).isEqualTo("#t");
    assertThat(scheme.value("(iox-monitor d)")).isEqualTo("#f");
    assertThat(scheme.errors).isEmpty();
  }

  private int registered() {
    return (int) scheme.session.dispatcher.statistics().registered();
  }

  private void serve(int port, int count) {
    Background crowd =
        Background.run(
            "crowd",
            () -> {
              for (int number = 0; number < count; number++) {
                visit(port, number);
              }
            });
    scheme.until("gone", "" + count);
    crowd.join();
  }

  /** Every third client ends by a reset. */
  private static void visit(int port, int number) throws IOException {
    try (EchoClient client = EchoClient.connect(Loopback.ipv4(port))) {
      client.echo("hello\n");
      if (number % 3 == 0) {
        client.reset();
      }
    }
  }

  @Test
  void callsThatFailAndDispatchersThatAreDestroyedLeaveNothing() {
    listen("l");
    scheme.run("(tcp-destroy l)");
    scheme.run(
        """
        (define (once n)
          (if (> n 0)
            (let ((e (iox-create)) (c (tcp-call port #t)))
              (iox-after e ignore 0 1000)
              (if c (begin (iox-onio e ignore 0 IOX_WRITE (tcp-fd c)) (tcp-complete c 20 #t)))
              (iox-destroy e)
              (once (- n 1)))))
        (once 10)
        """);
    int descriptors = descriptors();
    scheme.run("(once 500) (iox-monitor d 0)");
    assertThat(scheme.session.endpoints.inUse().size()).isZero();
    assertThat(registered()).isZero();
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5);
  }
}
