package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.fixture.SystemView;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Connections that a script has destroyed end although it never monitors. */
final class BackgroundTest extends SchemeTest {

  private static final int CLIENTS = 100;

  /** Sockets alone: a wait has a selector of its own. */
  private static int descriptors() {
    return (int)
        SystemView.descriptorTargets(ProcessHandle.current().pid()).stream()
            .filter(each -> each.startsWith("socket:"))
            .count();
  }

  /** The last few end while the script waits, for what it is. */
  private void awaitNearly(int before) {
    Await.until(
        "descriptors to be nearly " + before + " again",
        () -> {
          scheme.run("(sleep 0.001)");
          return descriptors() < before + CLIENTS / 4;
        });
  }

  private static void visit(int port) throws Exception {
    try (EchoClient client = EchoClient.connect(Loopback.ipv4(port))) {
      client.echo("hello");
    }
  }

  private void serve(int count) throws Exception {
    int port = port();
    Background visits =
        Background.run(
            "visits",
            () -> {
              for (int number = 0; number < count; number++) {
                visit(port);
              }
            });
    scheme.run("(serve " + count + ")");
    visits.join();
  }

  @Test
  void aServerThatOnlyWaitsKeepsNoDescriptorOfItsClients() throws Exception {
    listen("l");
    scheme.run(
        """
        (define (serve n)
          (if (> n 0)
            (let ((client (tcp-answer l 20)))
              (tcp-write client (tcp-read client -1024))
              (tcp-destroy client)
              (serve (- n 1)))))
        """);
    serve(3);
    int before = descriptors();
    serve(CLIENTS);
    awaitNearly(before);
    assertThat(scheme.session.endpoints.inUse().size()).isEqualTo(1);
  }

  @Test
  void aClientThatCallsInALoopKeepsNoDescriptor() throws Exception {
    scheme.run(
        """
        (define (visit n port)
          (if (> n 0)
            (let ((call (tcp-call (string-append port "@127.0.0.1"))))
              (tcp-write call "hello")
              (tcp-destroy call)
              (visit (- n 1) port))))
        """);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Background answering =
          Background.run(
              "answering",
              () -> {
                for (int number = 0; number < CLIENTS + 3; number++) {
                  try (var socket = server.accept()) {
                    socket.getInputStream().readAllBytes();
                  }
                }
              });
      scheme.run("(visit 3 \"" + server.getLocalPort() + "\")");
      int before = descriptors();
      scheme.run("(visit " + CLIENTS + " \"" + server.getLocalPort() + "\")");
      awaitNearly(before);
      answering.join();
    }
  }

  @Test
  void callsThatAreRefusedKeepNoDescriptor() {
    listen("l");
    scheme.run(
        "(tcp-destroy l) (define (try n) (if (> n 0) (begin (tcp-call port) (try (- n 1)))))");
    scheme.run("(try 3)");
    int before = descriptors();
    scheme.run("(try " + CLIENTS + ")");
    awaitNearly(before);
  }

  @Test
  void aPeerThatEndsLateIsLetGoWhileTheScriptWaitsForAnother() throws Exception {
    listen("l");
    int port = port();
    EchoClient late = client();
    scheme.run("(tcp-destroy (tcp-answer l 20))");
    int before = descriptors();
    Background ending =
        Background.run(
            "the late one",
            () -> {
              late.close();
              // Both ends of it.
              Await.until("its descriptor to go", () -> descriptors() <= before - 2);
              look(port);
            });
    assertThat(scheme.value("(if (tcp-answer l 20) 'answered 'nobody)")).isEqualTo("answered");
    ending.join();
  }

  private static void look(int port) throws Exception {
    EchoClient.connect(Loopback.ipv4(port)).close();
  }

  @Test
  void callbacksAreCalledOnlyOnceTheScriptMonitors() {
    pair();
    scheme.run(
        """
        (define story '())
        (define (note callback reason what) (set! story (cons (cons what reason) story)))
        (iox-after d note 'timer 0)
        (define idle (iox-whenidle d note 'idle))
        (iox-onio d note 'cancelled (+ IOX_READ IOX_CANCEL) (tcp-fd called))
        (tcp-destroy called)
        (tcp-destroy answered)
        """);
    assertThat(scheme.value("story")).isEqualTo("()");
    scheme.run("(iox-cancel idle)" + MONITOR);
    assertThat(scheme.value("story")).contains("(timer . 8)", "(cancelled . 32)");
    assertThat(scheme.value("(length story)")).isEqualTo("2");
  }
}
