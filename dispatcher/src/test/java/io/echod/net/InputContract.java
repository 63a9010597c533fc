package io.echod.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.net.line.Input;
import io.echod.net.line.LineTooLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counted bytes beside lines, out of what has come over a connection. */
abstract class InputContract extends TcpContract {

  private static final int LINE_BYTES_MAX = 100;
  private static final int COUNTED_BYTES_MAX = 10_000;

  private Connection client;
  private Input input;

  @BeforeEach
  void connect() throws IOException {
    Pair pair = pair();
    client = pair.client().connection;
    input = new Input(pair.server().connection, LINE_BYTES_MAX, COUNTED_BYTES_MAX);
  }

  private void send(String text) throws IOException {
    client.writeAll(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  private void sendAndFill(String text) throws IOException {
    int expected = input.bufferedBytes() + text.length();
    send(text);
    until(expected + " bytes are here", () -> filled() || input.bufferedBytes() >= expected);
  }

  /** Fills; true where nothing came. */
  private boolean filled() {
    try {
      return input.fill() == 0 && input.bufferedBytes() >= COUNTED_BYTES_MAX;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Optional<String> text(Optional<byte[]> bytes) {
    return bytes.map(each -> new String(each, ISO_8859_1));
  }

  @Test
  void countedBytesComeOnceAllOfThemAreThere() throws IOException {
    String text = "a\r\n\0\u00ff and more";
    for (int split = 0; split < text.length(); split++) {
      sendAndFill(text.substring(0, split));
      assertThat(input.nextBytes(text.length())).isEmpty();
      sendAndFill(text.substring(split));
      assertThat(text(input.nextBytes(text.length()))).hasValue(text);
    }
    assertThat(input.bufferedBytes()).isZero();
  }

  @Test
  void linesAndCountedBytesTakeTurns() throws IOException {
    sendAndFill("5\r\n\nab\n\r3\nxyz0\n\n");
    assertThat(text(input.nextLine())).hasValue("5");
    assertThat(text(input.nextBytes(5))).hasValue("\nab\n\r");
    assertThat(text(input.nextLine())).hasValue("3");
    assertThat(text(input.nextBytes(3))).hasValue("xyz");
    assertThat(text(input.nextLine())).hasValue("0");
    assertThat(text(input.nextBytes(0))).hasValue("");
    assertThat(text(input.nextLine())).hasValue("");
    assertThat(input.nextLine()).isEmpty();
  }

  @Test
  void whatWasReadOtherwiseIsPutBeforeWhatComes() throws IOException {
    input.put(ByteBuffer.wrap("one\ntw".getBytes(ISO_8859_1)));
    assertThat(text(input.nextLine())).hasValue("one");
    assertThat(input.nextLine()).isEmpty();
    sendAndFill("o\nthree\n");
    assertThat(text(input.nextLine())).hasValue("two");
    input.put(ByteBuffer.wrap("x".repeat(3000).getBytes(ISO_8859_1)));
    assertThat(text(input.nextLine())).hasValue("three");
    assertThat(text(input.nextBytes(3000))).hasValue("x".repeat(3000));
    assertThat(input.bufferedBytes()).isZero();
  }

  @Test
  void noMoreThanTheLimitIsPut() {
    input.put(ByteBuffer.allocate(COUNTED_BYTES_MAX - 1));
    assertThatThrownBy(() -> input.put(ByteBuffer.allocate(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 bytes more");
    input.put(ByteBuffer.allocate(1));
    assertThat(input.bufferedBytes()).isEqualTo(COUNTED_BYTES_MAX);
  }

  @Test
  void asManyBytesAsTheLimitCanBeCounted() throws IOException {
    String most = "x\n".repeat(COUNTED_BYTES_MAX / 2);
    sendAndFill(most);
    assertThat(text(input.nextBytes(COUNTED_BYTES_MAX))).hasValue(most);
  }

  @Test
  void moreThanTheLimitIsRefusedBeforeItComes() {
    for (int count : new int[] {-1, COUNTED_BYTES_MAX + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> input.nextBytes(count))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(Integer.toString(COUNTED_BYTES_MAX), "not " + count);
    }
  }

  @Test
  void noMoreThanTheLimitIsHeldAndTheRestStaysInTheSocket() throws IOException {
    byte[] sent = TestBytes.pattern(5 * COUNTED_BYTES_MAX);
    client.writeAll(ByteBuffer.wrap(sent));
    ByteBuffer received = ByteBuffer.allocate(sent.length);
    while (received.hasRemaining()) {
      until("it is full", () -> filled() || input.bufferedBytes() == COUNTED_BYTES_MAX);
      assertThat(input.fill()).isZero();
      assertThat(input.bufferedBytes()).isEqualTo(COUNTED_BYTES_MAX);
      received.put(input.nextBytes(COUNTED_BYTES_MAX).orElseThrow());
    }
    assertThat(received.array()).isEqualTo(sent);
  }

  @Test
  void countedBytesWithoutLineFeedAreNoLineTooLongUntilALineIsAskedFor() throws IOException {
    sendAndFill("x".repeat(50 * LINE_BYTES_MAX));
    assertThat(input.hasLine()).isTrue();
    assertThat(input.nextBytes(50 * LINE_BYTES_MAX)).isPresent();
    sendAndFill("y".repeat(LINE_BYTES_MAX + 1) + "\n");
    assertThatThrownBy(input::nextLine).isInstanceOf(LineTooLong.class);
    assertThat(input.nextBytes(1)).isEmpty();
  }

  @Test
  void whatIsPeekedAtStays() throws IOException {
    sendAndFill("*\u00fe\n");
    assertThat(input.peek(0)).isEqualTo('*');
    assertThat(input.peek(1)).isEqualTo(0xfe);
    assertThatThrownBy(() -> input.peek(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> input.peek(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    input.skip(1);
    assertThat(input.peek(0)).isEqualTo(0xfe);
    assertThatThrownBy(() -> input.skip(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> input.skip(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(text(input.nextLine())).hasValue("\u00fe");
  }

  @Test
  void anEndThatComesTooEarlyLeavesWhatThereIs() throws IOException {
    sendAndFill("abc");
    client.shutdownOutput();
    until("the input has ended", () -> filled() || input.isInputEnded());
    assertThat(input.nextBytes(4)).isEmpty();
    ByteBuffer rest = ByteBuffer.allocate(10);
    assertThat(input.take(rest)).isEqualTo(3);
    assertThat(input.take(rest)).isZero();
    assertThat(input.fill()).isEqualTo(Connection.END);
  }

  @Test
  void limitsOutOfRangeAreRefused() {
    Connection connection = input.connection();
    for (int limit : new int[] {Integer.MIN_VALUE, 0, (1 << 30) + 1}) {
      assertThatThrownBy(() -> new Input(connection, limit, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("lineBytesMax", "not " + limit);
      assertThatThrownBy(() -> new Input(connection, 1, limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("countedBytesMax", "not " + limit);
    }
  }

  @Test
  void aLineOfAnyLengthIsFoundUnderTheGreatestLimit() throws IOException {
    input = new Input(input.connection(), 1 << 30);
    sendAndFill("ab\ncd\n");
    assertThat(text(input.nextLine())).hasValue("ab");
    assertThat(text(input.nextLine())).hasValue("cd");
  }
}
