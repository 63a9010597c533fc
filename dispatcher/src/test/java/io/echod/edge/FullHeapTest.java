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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes whose heap is full: for each call in turn, and for a server while clients come. */
final class FullHeapTest {

  private static final byte[] WORDS = "are you there?".getBytes(UTF_8);
  private static final int PATIENCE_MS = 20_000;

  /** All that came before one who was served has been accepted, and needs no more than a turn. */
  private static final int FORGOTTEN_MS = 300;

  private static final long BETWEEN_CLIENTS_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  @Test
  @Timeout(120)
  void aCallWithoutMemoryIsMadeOrNot() throws Exception {
    cut(211, 17);
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
    // On NIO one time in thirty leaves the selector a key that its channel knows nothing of.
    serve(side, side == Side.NIO ? 8 : 3);
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
      long connected = 1;
      long forgotten = 0;
      try (Socket quiet = open(port)) {
        assertThat(echo(quiet)).as("a client before").isTrue();
        for (int time = 0; time < times; time++) {
          List<Socket> clients = List.of();
          // On a machine that stood still for as long, nobody has come.
          while (clients.isEmpty()) {
            clients = comeWithoutMemory(child, port);
          }
          // Whom the lack of memory did not meet at a call of its own is served as ever.
          assertThat(echo(quiet)).as("one who was quiet meanwhile, time %s", time).isTrue();
          try (Socket later = open(port)) {
            // Those who came before it are served before its second turn comes.
            for (int turn = 0; turn < 3; turn++) {
              assertThat(echo(later)).as("one who comes later, time %s", time).isTrue();
            }
          }
          connected += clients.size() + 1;
          forgotten += clients.stream().filter(client -> !isAnsweredOrEnded(client)).count();
        }
      }
      if (side == Side.EPOLL) {
        assertThat(forgotten).as("clients with neither an answer nor an end").isZero();
      }
      child.tell(FullHeapServer.CLOSE);
      String[] closed = child.line().split(" ", -1);
      assertThat(closed).hasSize(2).startsWith(FullHeapServer.CLOSED);
      // On NIO, the JDK loses the descriptor of an accept that it has no memory for: those are
      // forgotten by it, and none that came to the listener. Others are closed before they do.
      assertThat(Long.parseLong(closed[1])).isLessThanOrEqualTo(connected - forgotten);
      assertThat(child.ends(10)).isTrue();
      assertThat(child.exitCode()).isZero();
    }
  }

  /** Clients come all the while. */
  private static List<Socket> comeWithoutMemory(Child child, int port) throws IOException {
    child.tell(FullHeapServer.FILL);
    assertThat(child.line()).isEqualTo(FullHeapServer.FULL);
    List<Socket> clients = new ArrayList<>();
    while (!child.hasLine()) {
      Socket client = open(port);
      client.getOutputStream().write(WORDS);
      clients.add(client);
      LockSupport.parkNanos(BETWEEN_CLIENTS_NANOS);
    }
    assertThat(child.line()).isEqualTo(FullHeapServer.EMPTY);
    return clients;
  }

  /** Whether it was served, or closed for the lack of memory that its own calls met. */
  private static boolean isAnsweredOrEnded(Socket client) {
    try (client) {
      client.setSoTimeout(FORGOTTEN_MS);
      client.getInputStream().readNBytes(WORDS.length);
      return true;
    } catch (SocketTimeoutException neither) {
      return false;
    } catch (IOException reset) {
      return true;
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
}
