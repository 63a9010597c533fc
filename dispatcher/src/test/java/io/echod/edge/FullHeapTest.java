package io.echod.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes whose heap is full: for each call in turn, and for a server while clients come. */
final class FullHeapTest {

  private static final byte[] WORDS = "are you there?".getBytes(UTF_8);
  private static final int PATIENCE_MS = 20_000;
  private static final long BETWEEN_CLIENTS_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  @Test
  @Timeout(120)
  void aCallWithoutMemoryIsMadeOrNot() throws Exception {
    cut(61, 17);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void noCallWithoutMemoryIsHalfMade() throws Exception {
    cut(1, 0);
  }

  private static void cut(int step, int first) throws Exception {
    try (Child child =
        new Child(MemoryCuts.class, Integer.toString(step), Integer.toString(first))) {
      assertThat(child.lines()).containsExactly(MemoryCuts.WHOLE);
      assertThat(child.ends(10)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  @Timeout(120)
  void aServerWithoutMemoryForAWhileServesAfterwards(Side side) throws Exception {
    serve(side, 3);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  @Tag("soak")
  @Timeout(3600)
  void aServerWithoutMemoryAgainAndAgainServesAfterwards(Side side) throws Exception {
    serve(side, 200);
  }

  private static void serve(Side side, int times) throws Exception {
    try (Child child = new Child(FullHeapServer.class, side.name())) {
      int port = Integer.parseInt(child.line());
      try (Socket quiet = open(port)) {
        assertThat(echo(quiet)).as("a client before").isTrue();
        for (int time = 0; time < times; time++) {
          withoutMemory(child, port);
          // Whom the lack of memory did not meet at a call of its own is served as ever.
          assertThat(echo(quiet)).as("one who was quiet meanwhile, time %s", time).isTrue();
          try (Socket later = open(port)) {
            assertThat(echo(later)).as("one who comes later, time %s", time).isTrue();
          }
        }
      }
      child.tell(FullHeapServer.CLOSE);
      assertThat(child.line()).isEqualTo(FullHeapServer.CLOSED + " 0");
      assertThat(child.ends(10)).isTrue();
      assertThat(child.exitCode()).isZero();
    }
  }

  /** Clients come all the while, and each is served, or closed for the lack of memory it met. */
  private static void withoutMemory(Child child, int port) throws IOException {
    child.tell(FullHeapServer.FILL);
    assertThat(child.line()).isEqualTo(FullHeapServer.FULL);
    List<Socket> clients = new ArrayList<>();
    try {
      long next = System.nanoTime();
      while (!child.hasLine()) {
        if (System.nanoTime() - next >= 0) {
          next += BETWEEN_CLIENTS_NANOS;
          Socket client = open(port);
          client.getOutputStream().write(WORDS);
          clients.add(client);
        }
        Thread.onSpinWait();
      }
      assertThat(child.line()).isEqualTo(FullHeapServer.EMPTY);
      assertThat(clients).isNotEmpty();
      for (Socket client : clients) {
        answerOrEnd(client);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static boolean echo(Socket socket) throws IOException {
    socket.getOutputStream().write(WORDS);
    return new String(socket.getInputStream().readNBytes(WORDS.length), UTF_8)
        .equals(new String(WORDS, UTF_8));
  }

  /** Waits for one of the two: who gets neither was forgotten. */
  private static void answerOrEnd(Socket client) throws IOException {
    try {
      client.getInputStream().readNBytes(WORDS.length);
    } catch (SocketTimeoutException forgotten) {
      throw forgotten;
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }
}
