package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Await;
import io.echod.scheme.live.SocketPrompt;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketPromptTest {

  @TempDir private Path directory;
  private Path socket = Path.of("");

  @BeforeEach
  void chooseASocket() {
    socket = directory.resolve("prompt");
  }

  @Test
  void onlyTheUserMayConnect() throws Exception {
    try (LiveSession session = LiveSession.listen(socket)) {
      session.live();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void valuesAndErrorsAndWhatIsDisplayedComeBackThenAPrompt() throws Exception {
    try (LiveSession session = LiveSession.listen(socket);
        SocketClient client = SocketClient.connect(session, socket)) {
      client.send("(define x 20)\n(+ x\n 1)\n");
      client.await("... 21\nrepl:4> ");
      client.send("(display \"shown\")\n");
      client.await("shown\nrepl:5> ");
      client.send("(unknown)\r\n");
      client.await("repl:5:2: unknown is not defined\nrepl:6> ");
      assertThat(session.displayed()).isEmpty();
    }
  }

  @Test
  void twoClientsShareTheDefinitionsAndNothingElse() throws Exception {
    try (LiveSession session = LiveSession.listen(socket);
        SocketClient one = SocketClient.connect(session, socket);
        SocketClient other = SocketClient.connect(session, socket)) {
      one.send("(define shared \"yes\")\n");
      one.await("repl:2> ");
      other.send("shared\n");
      other.await("repl:1> \"yes\"\nrepl:2> ");
      assertThat(one.text()).doesNotContain("yes");
    }
  }

  @Test
  void aClientThatWaitsKeepsNoOtherWaiting() throws Exception {
    try (LiveSession session = LiveSession.listen(socket);
        SocketClient one = SocketClient.connect(session, socket);
        SocketClient other = SocketClient.connect(session, socket)) {
      session.defineEchoServer();
      one.send("(define c (tcp-call port))\n(tcp-read c 5)\n");
      one.await("repl:2> ");
      other.send("(tcp-write c \"hello\")\n");
      other.await("5\nrepl:2> ");
      one.await("\"hello\"\nrepl:3> ");
    }
  }

  /** The end may be read before the form begins, and while it waits: each takes its turns. */
  @RepeatedTest(8)
  void aClientThatGoesWhileItsFormWaitsHoldsNoOtherUp() throws Exception {
    try (LiveSession session = LiveSession.listen(socket)) {
      session.defineEchoServer();
      session.evaluate("(define c (tcp-call port))");
      LiveSession.Said below = session.begin("(tcp-read c 3)");
      try (SocketClient client = SocketClient.connect(session, socket)) {
        client.send("(display \"here\\n\")\n(tcp-answer (tcp-listen 0))\n");
        client.await("here\nrepl:2> ");
      }
      assertThat(session.evaluate("(tcp-write c \"abc\")")).isEqualTo("3\n");
      assertThat(below.text()).isEqualTo("\"abc\"\n");
    }
  }

  @Test
  void whoOnlyEndsItsOutputIsAnsweredStill() throws Exception {
    try (LiveSession session = LiveSession.listen(socket);
        SocketClient client = SocketClient.connect(session, socket)) {
      session.defineEchoServer();
      client.send("(define c (tcp-call port))\n(tcp-write c \"hi\")\n(tcp-read c 2)\n(list 1");
      client.endOutput();
      client.awaitEnd();
      assertThat(client.text()).contains("2\n", "\"hi\"\n", "repl:4:1: ");
    }
  }

  @Test
  void exitLeavesThePromptAndTheServerGoesOn() throws Exception {
    try (LiveSession session = LiveSession.listen(socket);
        SocketClient client = SocketClient.connect(session, socket)) {
      client.send("(exit)\n(display \"never\")\n");
      client.awaitEnd();
      assertThat(client.text()).doesNotContain("never\n");
      assertThat(session.evaluate("(+ 1 1)")).isEqualTo("2\n");
    }
  }

  @Test
  void clientsAreNotifiedOfTheEnd() throws Exception {
    try (LiveSession session = LiveSession.listen(socket);
        SocketClient client = SocketClient.connect(session, socket)) {
      client.await("repl:1> ");
      session.stop();
      client.awaitEnd();
      client.hangUp();
      assertThat(session.exitCode()).isZero();
    }
  }

  @Test
  void aFileThatIsNoSocketIsRefusedAndASocketInUseToo() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    assertRefused(file, "the file exists and is not a socket");
    assertThat(file).hasContent("precious");
    try (LiveSession session = LiveSession.listen(socket)) {
      session.live();
      assertRefused(socket, "address already in use");
      Await.until("the first to be there still", () -> Files.exists(socket));
    }
  }

  private static void assertRefused(Path path, String why) throws Exception {
    SessionOptions options =
        new SessionOptions(OutputStream.nullOutputStream(), _ -> {}, List.of(), Map.of());
    try (Session session = new Session(NioKernel::new, options)) {
      assertThatThrownBy(() -> SocketPrompt.listen(session.live(), path))
          .hasMessageContaining(path.toString())
          .hasMessageEndingWith(why);
    }
  }
}
