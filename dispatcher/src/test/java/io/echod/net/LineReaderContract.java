package io.echod.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Reason;
import io.echod.net.line.LineReader;
import io.echod.net.line.LineTooLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines out of a connection's bytes, however the bytes come. */
abstract class LineReaderContract extends TcpContract {

  private static final int LINE_BYTES_MAX = 1000;

  private Connection client;
  private LineReader reader;

  @BeforeEach
  void connect() throws IOException {
    Pair pair = pair();
    client = pair.client().connection;
    reader = new LineReader(pair.server().connection, LINE_BYTES_MAX);
  }

  private void send(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    client.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  /** Sends a text and has all of it read ahead, as one chunk. */
  private void sendAndFill(String text) throws IOException {
    int before = reader.bufferedBytes();
    send(text);
    fillUntil(before + text.length());
  }

  private void fillUntil(int bytes) {
    until(bytes + " bytes are read ahead", () -> fill() || reader.bufferedBytes() >= bytes);
  }

  private void fillToEnd() {
    until("the input has ended", () -> fill() || reader.isInputEnded());
  }

  /** Fills; true where a line is to be taken out first. */
  private boolean fill() {
    try {
      return reader.fill() == 0 && reader.hasLine();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private List<String> lines() {
    try {
      return linesOrThrow();
    } catch (LineTooLong refused) {
      throw new AssertionError(refused);
    }
  }

  private List<String> linesOrThrow() throws LineTooLong {
    List<String> lines = new ArrayList<>();
    while (reader.hasLine()) {
      lines.add(new String(reader.nextLine().orElseThrow(), ISO_8859_1));
    }
    assertThat(reader.nextLine()).isEmpty();
    return lines;
  }

  private String take(int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    int count = reader.take(buffer);
    assertThat(buffer.position()).isEqualTo(count);
    return new String(buffer.array(), 0, count, ISO_8859_1);
  }

  @Test
  void splitAtAnyByteTheLinesAreTheSame() throws IOException {
    String text = "one\r\n\r\n\ntwo\rthree\n\r\r\nfour\n";
    for (int split = 0; split <= text.length(); split++) {
      List<String> lines = new ArrayList<>();
      sendAndFill(text.substring(0, split));
      lines.addAll(lines());
      sendAndFill(text.substring(split));
      lines.addAll(lines());
      assertThat(lines)
          .as("split at %d", split)
          .containsExactly("one", "", "", "two\rthree", "\r", "four");
    }
  }

  @Test
  void byteByByteTheLinesAreTheSame() throws IOException {
    List<String> lines = new ArrayList<>();
    for (char each : "a\r\n\nbc\r\n\r\n".toCharArray()) {
      sendAndFill(String.valueOf(each));
      lines.addAll(lines());
    }
    assertThat(lines).containsExactly("a", "", "bc", "");
  }

  @Test
  void anyByteButTheLineFeedMayStandInALine() throws IOException {
    StringBuilder all = new StringBuilder();
    for (char each = 0; each < 256; each++) {
      all.append(each == '\n' ? "" : each);
    }
    sendAndFill(all + "\n\0\n");
    assertThat(lines()).containsExactly(all.toString(), "\0");
  }

  @Test
  void withoutALineFeedThereIsNoLineYet() throws IOException {
    sendAndFill("half");
    assertThat(reader.hasLine()).isFalse();
    assertThat(reader.nextLine()).isEmpty();
    assertThat(reader.isInputEnded()).isFalse();
    sendAndFill(" and half\n");
    assertThat(lines()).containsExactly("half and half");
  }

  @Test
  void whatIsLeftAtTheEndIsTheLastLine() throws IOException {
    send("one\ntwo");
    client.shutdownOutput();
    fillToEnd();
    assertThat(lines()).containsExactly("one", "two");
    assertThat(reader.fill()).isEqualTo(Connection.END);
    assertThat(reader.bufferedBytes()).isZero();
  }

  @Test
  void aReturnAtTheVeryEndIsPartOfTheLastLine() throws IOException {
    send("one\r");
    client.shutdownOutput();
    fillToEnd();
    assertThat(lines()).containsExactly("one\r");
  }

  @Test
  void anEndAfterALineFeedIsNoFurtherLine() throws IOException {
    send("one\n");
    client.shutdownOutput();
    fillToEnd();
    assertThat(lines()).containsExactly("one");
    assertThat(reader.hasLine()).isFalse();
  }

  @Test
  void manyLinesComeInOneChunk() throws IOException {
    List<String> sent = new ArrayList<>();
    for (int number = 0; number < 5000; number++) {
      sent.add("line " + number);
    }
    send(String.join("\n", sent) + "\n");
    client.shutdownOutput();
    List<String> received = new ArrayList<>();
    until(
        "the input has ended",
        () -> {
          fill();
          received.addAll(lines());
          return reader.isInputEnded();
        });
    assertThat(received).isEqualTo(sent);
  }

  @Test
  void theLongestLineIsALineWithAnyEnd() throws IOException {
    String longest = "x".repeat(LINE_BYTES_MAX);
    for (String lineEnd : List.of("\n", "\r\n")) {
      sendAndFill(longest + lineEnd);
      assertThat(lines()).containsExactly(longest);
    }
    sendAndFill(longest + "\r");
    assertThat(reader.hasLine()).isFalse();
    sendAndFill("\n");
    assertThat(lines()).containsExactly(longest);
    send(longest);
    client.shutdownOutput();
    fillToEnd();
    assertThat(lines()).containsExactly(longest);
  }

  @Test
  void aLineOneByteTooLongIsRefused() throws IOException {
    sendAndFill("x".repeat(LINE_BYTES_MAX + 1) + "\n");
    assertRefused();
  }

  @Test
  void aLineTooLongByAReturnIsRefused() throws IOException {
    sendAndFill("x".repeat(LINE_BYTES_MAX + 1) + "\r");
    assertRefused();
  }

  @Test
  void aLineWithoutEndIsRefused() throws IOException {
    send("x".repeat(5 * LINE_BYTES_MAX));
    until("there is something to report", () -> fill() || reader.hasLine());
    assertRefused();
  }

  @Test
  void aLastLineTooLongIsRefused() throws IOException {
    send("x".repeat(LINE_BYTES_MAX) + "\r");
    client.shutdownOutput();
    fillToEnd();
    assertRefused();
  }

  @Test
  void linesBeforeAnOverlongOneAreHandedOut() throws IOException {
    sendAndFill("short\n" + "x".repeat(LINE_BYTES_MAX + 1) + "\n");
    assertThat(reader.nextLine().map(line -> new String(line, ISO_8859_1))).hasValue("short");
    until("there is something to report", () -> fill() || reader.hasLine());
    assertRefused();
  }

  @Test
  void anOverlongLineSaysItsLimitAndItsConnection() throws IOException {
    sendAndFill("x".repeat(LINE_BYTES_MAX + 1) + "\n");
    assertThatThrownBy(reader::nextLine)
        .isInstanceOfSatisfying(
            LineTooLong.class,
            refused -> {
              assertThat(refused.lineBytesMax()).isEqualTo(LINE_BYTES_MAX);
              assertThat(refused.connection()).isSameAs(reader.connection());
              assertThat(refused.endpoint()).isSameAs(reader.connection());
              assertThat(refused)
                  .hasMessageContainingAll(
                      LINE_BYTES_MAX + " bytes", reader.connection().toString());
            });
    assertThat(reader.connection().isOpen()).isTrue();
    assertThat(reader.connection().failure()).isEmpty();
  }

  @Test
  void anOverlongLineOutOfAHandlerEndsItsConnectionAndIsNoMistake() throws IOException {
    Connection server = reader.connection();
    server.onIo(
        Reason.READ,
        (_, _) -> {
          reader.fill();
          reader.nextLine();
        });

    send("x".repeat(LINE_BYTES_MAX + 1) + "\n");

    until("the connection is ended", () -> !server.isOpen());
    assertThat(dispatcher.statistics().failures()).isZero();
  }

  /** It is reported at once: no further input is needed for it. */
  private void assertRefused() throws IOException {
    assertThat(reader.hasLine()).isTrue();
    assertThatThrownBy(reader::nextLine).isInstanceOf(LineTooLong.class);
    assertThat(reader.isInputEnded()).isTrue();
    assertThat(reader.bufferedBytes()).isZero();
    assertThat(reader.hasLine()).isFalse();
    assertThat(reader.nextLine()).isEmpty();
    assertThat(reader.fill()).isEqualTo(Connection.END);
  }

  @Test
  void whereLinesFillTheBufferTheRestStaysInTheSocket() throws IOException {
    String line = "x".repeat(LINE_BYTES_MAX / 2) + "\n";
    send(line.repeat(20));
    List<String> lines = new ArrayList<>();
    until("the buffer is full of lines", this::fill);
    assertThat(reader.fill()).isZero();
    assertThat(reader.bufferedBytes()).isLessThanOrEqualTo(LINE_BYTES_MAX + 2);
    until(
        "all the lines have come",
        () -> {
          fill();
          lines.addAll(lines());
          return lines.size() == 20;
        });
    assertThat(lines).containsOnly(line.strip());
  }

  @Test
  void aLongLineThatComesByteByByteIsLookedThroughOnce() throws IOException {
    int length = 1 << 20;
    Connection server = reader.connection();
    reader = new LineReader(server, length);
    ByteBuffer one = ByteBuffer.allocate(1);
    send("x".repeat(length - 1));
    // Asked after every few bytes: looked through anew each time, this would take hours.
    long asked = 0;
    int expected = length - 1;
    while (reader.bufferedBytes() < expected) {
      settleOnce();
      reader.fill();
      for (int count = 0; count < 1000; count++) {
        assertThat(reader.hasLine()).isFalse();
        asked++;
      }
    }
    client.write(one.put(0, (byte) '\n'));
    until("the line has come", () -> fill() || reader.hasLine());
    assertThat(asked).isPositive();
    assertThat(reader.nextLine().orElseThrow()).hasSize(length - 1);
  }

  private void settleOnce() {
    dispatcher.defer(() -> {});
    dispatcher.monitor(Duration.ZERO);
  }

  @Test
  void countedBytesAfterLinesAreTakenAsTheyAre() throws IOException {
    sendAndFill("length 7\r\n\nby\r\nte\n!next\n");
    assertThat(reader.nextLine().map(line -> new String(line, ISO_8859_1))).hasValue("length 7");
    assertThat(reader.hasLine()).isTrue();
    assertThat(take(8)).isEqualTo("\nby\r\nte\n");
    assertThat(lines()).containsExactly("!next");
    assertThat(take(1)).isEmpty();
  }

  @Test
  void aTakeFromTheMiddleOfALineLeavesItsRest() throws IOException {
    sendAndFill("abcdef\n");
    assertThat(reader.hasLine()).isTrue();
    assertThat(take(3)).isEqualTo("abc");
    assertThat(reader.bufferedBytes()).isEqualTo(4);
    assertThat(lines()).containsExactly("def");
    assertThat(take(0)).isEmpty();
  }

  @Test
  void countedBytesMayBeMoreThanTheLongestLine() throws IOException {
    sendAndFill("x".repeat(LINE_BYTES_MAX + 2));
    assertThat(take(2 * LINE_BYTES_MAX)).hasSize(LINE_BYTES_MAX + 2);
    sendAndFill("line\n");
    assertThat(lines()).containsExactly("line");
  }

  @Test
  void aFailedConnectionThrowsFromFill() throws IOException {
    client.abort();
    assertThatThrownBy(() ->
            until(
                "the reset has come",
                () -> {
                  try {
                    return reader.fill() == Connection.END;
                  } catch (IOException reset) {
                    throw new IllegalStateException(reset);
                  }
                }))
        .hasCauseInstanceOf(IOException.class)
        .cause()
        .isNotInstanceOf(LineTooLong.class);
    assertThat(reader.connection().isOpen()).isFalse();
  }

  @Test
  void aLimitOutOfRangeIsRefused() throws IOException {
    Connection connection = reader.connection();
    for (int limit : new int[] {Integer.MIN_VALUE, 0, (1 << 30) + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> new LineReader(connection, limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not " + limit);
    }
    assertThat(new LineReader(connection, 1).nextLine()).isEqualTo(Optional.empty());
  }
}
