package io.echod.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import io.echod.net.drain.Drain;
import io.echod.net.line.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lines that a handler leaves in its reader have it called again, although the socket is silent.
 */
abstract class HoldContract extends TcpContract {

  private Connection client;
  private Connection server;
  private LineReader reader;
  private final List<String> lines = new ArrayList<>();
  private int calls;

  @BeforeEach
  void connect() throws IOException {
    Pair pair = smallPair();
    client = pair.client().connection;
    server = pair.server().connection;
    reader = new LineReader(server, 1000);
  }

  private void send(String text) throws IOException {
    client.writeAll(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  /** Takes one line a call, and closes after the last. */
  private void oneLineACall() {
    server.onIo(
        Reason.READ,
        (_, _) -> {
          calls++;
          reader.fill();
          reader.nextLine().ifPresent(line -> lines.add(new String(line, ISO_8859_1)));
          if (reader.hasLine()) {
            reader.hold();
          } else if (reader.isInputEnded()) {
            server.close();
          }
        });
  }

  @Test
  void oneLineACallIsEveryLine() throws IOException {
    oneLineACall();
    send("1\n2\n3\n4\n5\n");
    until("all lines came", () -> lines.size() == 5);
    assertThat(lines).containsExactly("1", "2", "3", "4", "5");
    // Bytes of layers that carry nothing may still be under way.
    settle();
    int before = calls;
    assertQuiet();
    assertThat(calls).isEqualTo(before);
  }

  @Test
  void linesThatCameBeforeTheEndAreHandledAfterIt() throws IOException {
    oneLineACall();
    send("1\n2\n3\nwithout end");
    client.shutdownOutput();
    until("the server closed", () -> !server.isOpen());
    assertThat(lines).containsExactly("1", "2", "3", "without end");
    client.close();
    assertNothingLeft();
  }

  @Test
  void aPauseKeepsThemUntilItIsResumed() throws IOException {
    server.onIo(
        Reason.READ,
        (_, _) -> {
          reader.fill();
          reader.nextLine().ifPresent(line -> lines.add(new String(line, ISO_8859_1)));
          reader.hold();
          dispatcher.pause(server, Reason.READ);
        });
    send("1\n2\n");
    until("a line came", () -> lines.size() == 1);
    assertQuiet();
    assertThat(lines).containsExactly("1");
    dispatcher.resume(server, Reason.READ);
    until("the other came", () -> lines.size() == 2);
  }

  @Test
  void theyWaitWhileMuchIsOwedToThePeer() throws IOException {
    int[] filled = {0};
    server.onIo(
        Reason.READ,
        (_, _) -> {
          reader.fill();
          reader.nextLine().ifPresent(line -> lines.add(new String(line, ISO_8859_1)));
          if (filled[0] == 0) {
            filled[0] = End.fill(server);
          }
          if (reader.hasLine()) {
            reader.hold();
          }
        });
    send("1\n2\n3\n");
    until("much is owed", () -> server.queuedBytes() > 0);
    settle();
    assertThat(lines).containsExactly("1");
    End end = new End(client).reading();
    until("all is written", () -> end.receivedBytes() == filled[0]);
    until("the others came", () -> lines.size() == 3);
  }

  @Test
  void aDrainHasThemHandled() throws IOException {
    dispatcher.pause(server, Reason.READ);
    oneLineACall();
    send("1\n2\n3\n");
    client.shutdownOutput();
    settle();
    dispatcher.resume(server, Reason.READ);
    int[] cut = {-1};
    Drain.begin(dispatcher, Duration.ofSeconds(10), count -> cut[0] = count);
    new End(client).echoing();
    until("the drain is over", () -> cut[0] >= 0);
    assertThat(cut[0]).isZero();
    assertThat(lines).containsExactly("1", "2", "3");
  }

  @Test
  void theRestOfAClosedConnectionCallsNoHandler() throws IOException {
    server.onIo(
        Reason.READ,
        (_, _) -> {
          calls++;
          reader.fill();
          reader.hold();
          server.close();
          reader.hold();
        });
    send("1\n2\n");
    until("the server closed", () -> !server.isOpen());
    client.close();
    assertNothingLeft();
    reader.hold();
    assertThat(calls).isEqualTo(1);
    assertThat(reader.nextLine()).isPresent();
  }
}
