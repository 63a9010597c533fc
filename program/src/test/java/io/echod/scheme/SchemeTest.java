package io.echod.scheme;

import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Common parts of the tests of the procedures: a session with a dispatcher, and clients. */
@Timeout(
    value = 300,
    threadMode = Timeout.ThreadMode.SAME_THREAD) // a session belongs to its thread
abstract class SchemeTest {

  /** Ends a monitoring that would otherwise go on for ever; only a failure meets it. */
  static final String MONITOR = "(iox-monitor d 20)";

  Scripts scheme;
  private final List<EchoClient> clients = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    scheme = new Scripts();
    scheme.run("(define d (iox-create)) (define (ignore callback reason data) #f)");
  }

  @AfterEach
  void close() throws IOException {
    for (EchoClient client : clients) {
      client.close();
    }
    scheme.close();
  }

  /** Defines a listening endpoint and the port on which it listens, {@code port}. */
  void listen(String name) {
    scheme.run(
        "(define %1$s (tcp-listen \"0@127.0.0.1\")) (define port (skt-port (tcp-fd %1$s)))"
            .formatted(name));
  }

  /** A client of the port defined last. */
  EchoClient client() throws IOException {
    return keep(EchoClient.connect(Loopback.ipv4(port())));
  }

  /** A client with little room for what it does not read. */
  EchoClient smallClient() throws IOException {
    return client(4096);
  }

  /** As above with so much room, below which a stream is slow. */
  EchoClient client(int receiveBufferBytes) throws IOException {
    return keep(EchoClient.connect(Loopback.ipv4(port()), receiveBufferBytes));
  }

  private EchoClient keep(EchoClient client) {
    clients.add(client);
    return client;
  }

  int port() {
    return Integer.parseInt(scheme.value("port"));
  }

  /** Defines two ends of one connection, {@code called} and {@code answered}. */
  void pair() {
    listen("pairs");
    scheme.run(
        """
        (define called (tcp-call (string-append (number->string port) "@127.0.0.1")))
        (define answered (tcp-answer pairs))
        """);
  }

  /** Defines {@code end}, the server's end of the client that is given back. */
  EchoClient peer() throws IOException {
    listen("peers");
    EchoClient client = client();
    scheme.run("(define end (tcp-answer peers 20))");
    return client;
  }

  /** Evaluates again and again, a turn of the dispatcher in between, until it gives so. */
  void until(String expression, String value) {
    scheme.until(expression, value);
  }
}
