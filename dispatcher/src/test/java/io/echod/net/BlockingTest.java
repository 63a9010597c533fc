package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long calls wait: exactly as long as asked, never when not, for ever when negative. */
final class BlockingTest extends ScriptedTest {

  private static final Duration TIMEOUT = Duration.ofMillis(2500);
  private static final Duration HOUR = Duration.ofHours(1);

  /** A call that waits, and finds nothing. */
  private interface Call {
    void with(Duration timeout) throws IOException;
  }

  private void assertWaitsAsLongAsAsked(Call call) throws IOException {
    call.with(Duration.ZERO);
    assertThat(kernel.elapsed()).isEqualTo(Duration.ZERO);
    call.with(TIMEOUT);
    assertThat(kernel.elapsed()).isEqualTo(TIMEOUT);
    call.with(Duration.ofNanos(1));
    assertThat(kernel.elapsed()).isEqualTo(TIMEOUT.plusNanos(1));
    assertThatThrownBy(() -> call.with(Duration.ofNanos(-1)))
        .as("a negative timeout")
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would wait for ever");
  }

  @Test
  void anAcceptWaitsAsLongAsAsked() throws IOException {
    kernel.listening();
    Listener listener = listener(ListenerOptions.DEFAULT);

    assertWaitsAsLongAsAsked(timeout -> assertThat(Blocking.accept(listener, timeout)).isEmpty());
  }

  @Test
  void aConnectWaitsAsLongAsAsked() throws IOException {
    kernel.stream().connecting();
    Connection connection = connection();

    assertWaitsAsLongAsAsked(
        timeout -> assertThat(Blocking.complete(connection, timeout)).isFalse());
  }

  @Test
  void aReadWaitsAsLongAsAsked() throws IOException {
    kernel.stream();
    Connection connection = connection();

    assertWaitsAsLongAsAsked(
        timeout -> assertThat(Blocking.read(connection, ByteBuffer.allocate(1), timeout)).isZero());
  }

  @Test
  void aFullReadWaitsAsLongAsAsked() throws IOException {
    kernel.stream();
    Connection connection = connection();

    assertWaitsAsLongAsAsked(timeout ->
        assertThat(Blocking.readFully(connection, ByteBuffer.allocate(1), timeout)).isZero());
  }

  @Test
  void aWriteWaitsAsLongAsAsked() throws IOException {
    kernel.stream().stuck();
    Connection connection = connection();

    assertWaitsAsLongAsAsked(
        timeout -> assertThat(Blocking.write(connection, TestBytes.buffer(1), timeout)).isZero());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 3600, Long.MAX_VALUE})
  void aWaitEndsAsSoonAsItIsSatisfied(long timeoutSeconds) throws IOException {
    Duration timeout = Duration.ofSeconds(timeoutSeconds);
    ScriptedListening listening = kernel.listening();
    Listener listener = listener(ListenerOptions.DEFAULT);
    kernel.after(Duration.ofMinutes(1), listening::arrives);
    assertThat(Blocking.accept(listener, timeout)).isPresent();
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofMinutes(1));

    ScriptedStream stream = kernel.stream().connecting();
    Connection connection = connection();
    kernel.after(Duration.ofMinutes(1), stream::connected);
    assertThat(Blocking.complete(connection, timeout)).isTrue();
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofMinutes(2));

    kernel.after(Duration.ofMinutes(1), () -> stream.sends(TestBytes.pattern(5)));
    assertThat(Blocking.read(connection, ByteBuffer.allocate(10), timeout)).isEqualTo(5);
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofMinutes(3));

    stream.stuck();
    kernel.after(Duration.ofMinutes(1), stream::unstuck);
    assertThat(Blocking.write(connection, TestBytes.buffer(10), timeout)).isEqualTo(10);
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void aFullReadIsPutTogetherFromChunks() throws IOException {
    ScriptedStream stream = kernel.stream();
    Connection connection = connection();
    for (int second = 1; second <= 5; second++) {
      byte[] chunk = TestBytes.pattern((second - 1) * 10L, 10);
      kernel.after(Duration.ofSeconds(second), () -> stream.sends(chunk));
    }
    ByteBuffer record = ByteBuffer.allocate(45);

    assertThat(Blocking.readFully(connection, record, HOUR)).isEqualTo(45);

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(5));
    assertThat(record.flip()).isEqualTo(TestBytes.buffer(45));
    assertThat(Blocking.read(connection, record.clear(), HOUR)).isEqualTo(5);
  }

  @Test
  void theTimeoutIsForTheWholeCallAndNotForEachChunk() throws IOException {
    ScriptedStream stream = kernel.stream();
    Connection connection = connection();
    for (int second = 1; second <= 5; second++) {
      kernel.after(Duration.ofSeconds(second), () -> stream.sends(TestBytes.pattern(10)));
    }

    assertThat(Blocking.readFully(connection, ByteBuffer.allocate(45), TIMEOUT)).isEqualTo(20);

    assertThat(kernel.elapsed()).isEqualTo(TIMEOUT);
  }

  @Test
  void anEndMidRecordEndsTheWait() throws IOException {
    ScriptedStream stream = kernel.stream();
    Connection connection = connection();
    kernel.after(Duration.ofSeconds(1), () -> stream.sends(TestBytes.pattern(10)));
    kernel.after(Duration.ofSeconds(2), stream::ends);

    assertThat(Blocking.readFully(connection, ByteBuffer.allocate(20), HOUR)).isEqualTo(10);

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(Blocking.readFully(connection, ByteBuffer.allocate(20), HOUR))
        .isEqualTo(Connection.END);
  }

  @Test
  void aResetMidRecordIsAFailure() throws IOException {
    ScriptedStream stream = kernel.stream();
    Connection connection = connection();
    kernel.after(Duration.ofSeconds(1), () -> stream.sends(TestBytes.pattern(10)));
    kernel.after(Duration.ofSeconds(2), stream::resets);

    CloseContract.assertRefused(
        () -> Blocking.readFully(connection, ByteBuffer.allocate(20), HOUR), "Connection reset");

    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aWriteGoesOnAsTheSystemTakesMore() throws IOException {
    ScriptedStream stream = kernel.stream().stuck();
    Connection connection = connection();
    connection.write(ByteBuffer.wrap(TestBytes.pattern(50)));
    int[] calls = {0};
    for (int second = 1; second <= 20; second++) {
      kernel.after(
          Duration.ofSeconds(second),
          () -> {
            calls[0] = 0;
            stream.writable(true);
          });
    }
    stream.takes(() -> {
      stream.writable(false);
      return calls[0]++ == 0 ? 10 : 0;
    });

    int written =
        Blocking.write(connection, ByteBuffer.wrap(TestBytes.pattern(50, 50)), Duration.ofDays(1));

    assertThat(written).isEqualTo(50);
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(100));
    assertThat(kernel.elapsed()).isLessThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aRefusedConnectEndsTheWaitWithAFailure() throws IOException {
    ScriptedStream stream = kernel.stream().connecting();
    Connection connection = connection();
    kernel.after(Duration.ofSeconds(1), () -> stream.refused("Connection refused"));

    CloseContract.assertRefused(() -> Blocking.complete(connection, HOUR), "refused");

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(1));
    assertThat(connection.isOpen()).isFalse();
  }
}
