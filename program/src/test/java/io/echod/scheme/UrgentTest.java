package io.echod.scheme;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.fixture.Await;
import io.echod.fixture.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Urgent bytes, on a kernel that sees them: reported once, and read by a procedure of their own.
 */
@Timeout(
    value = 300,
    threadMode = Timeout.ThreadMode.SAME_THREAD) // a session belongs to its thread
final class UrgentTest {

  private static final String OPEN =
      """
      (define d (iox-create))
      (define listener (tcp-listen "0@127.0.0.1"))
      (define calls 0)
      """;

  @TempDir private Path directory;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final List<String> errors = new ArrayList<>();
  private Session session;

  @BeforeEach
  void open() throws Exception {
    try {
      session =
          new Session(
              EpollKernel::new, new SessionOptions(output, errors::add, List.of(), Map.of()));
    } catch (IOException | UnsupportedOperationException elsewhere) {
      abort("there is no epoll here");
    }
    run(OPEN);
  }

  @AfterEach
  void close() {
    if (session != null) {
      session.close();
    }
  }

  private void run(String text) throws Exception {
    session.load(Files.writeString(directory.resolve("urgent.scm"), text));
  }

  private String value(String expression) throws Exception {
    output.reset();
    run("(write " + expression + ")");
    return output.toString(US_ASCII);
  }

  private Socket connect() throws Exception {
    int port = Integer.parseInt(value("(skt-port (tcp-fd listener))"));
    Socket socket = new Socket(Loopback.IPV4, port);
    run("(define client (tcp-answer listener))");
    return socket;
  }

  private void until(String expression, String value) {
    Await.until(
        expression,
        () -> {
          run("(iox-monitor d 0.01)");
          return value(expression).equals(value);
        });
  }

  @Test
  void aCallbackThatDoesNotReadItIsCalledOnce() throws Exception {
    try (Socket socket = connect()) {
      run(
          """
          (define (urgent callback reason data) (set! calls (+ calls 1)))
          (iox-onio d urgent client IOX_EXCEPT (tcp-fd client))
          """);
      socket.sendUrgentData('!');
      until("calls", "1");
      run("(iox-monitor d 0.05)");
      assertThat(value("calls")).isEqualTo("1");
      assertThat(value("(list (tcp-read-urgent client) (tcp-read-urgent client))"))
          .isEqualTo("(\"!\" #f)");
    }
  }

  @Test
  void itIsReadBesideTheStream() throws Exception {
    try (Socket socket = connect()) {
      run(
          """
          (define said '())
          (define (io callback reason client)
            (if (>= (modulo reason 8) 4) (set! said (cons (tcp-read-urgent client) said)))
            (if (odd? reason) (set! said (cons (tcp-read client -100) said))))
          (iox-onio d io client (+ IOX_READ IOX_EXCEPT) (tcp-fd client))
          """);
      socket.getOutputStream().write("before".getBytes(US_ASCII));
      until("said", "(\"before\")");
      socket.sendUrgentData(255);
      until("(string? (car said))", "#t");
      until("(length said)", "2");
      assertThat(value("(char->integer (string-ref (car said) 0))")).isEqualTo("255");
      socket.getOutputStream().write("behind".getBytes(US_ASCII));
      until("(car said)", "\"behind\"");
    }
    assertThat(errors).isEmpty();
  }
}
