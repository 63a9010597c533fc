package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However little of a write the system takes: no loss, no repetition, no exchange. */
final class ShortWriteTest extends ScriptedTest {

  private static final int LENGTH = 130;

  static IntStream everyBoundary() {
    return IntStream.rangeClosed(0, LENGTH);
  }

  @ParameterizedTest
  @MethodSource("everyBoundary")
  void theFirstWriteIsCutAtEveryBoundary(int firstBytes) throws IOException {
    int[] writes = {0};
    ScriptedStream stream = kernel.stream();
    stream.takes(() -> writes[0]++ == 0 ? firstBytes : Integer.MAX_VALUE);
    Connection connection = connection();
    End.Told reported = new End.Told();

    assertThat(connection.write(TestBytes.buffer(LENGTH), reported.of(1))).isEqualTo(LENGTH);

    assertThat(stream.written()).isEqualTo(TestBytes.pattern(firstBytes));
    assertThat(connection.queuedBytes()).isEqualTo(LENGTH - firstBytes);
    turn();
    turn();
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(LENGTH));
    assertThat(reported.numbers).containsExactly(1);
    assertThat(connection.queuedBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("everyBoundary")
  void everyWriteIsCutToTheSameLength(int bytesAtOnce) throws IOException {
    int[] writes = {0};
    ScriptedStream stream = kernel.stream();
    // A system that takes nothing at first, and then always as much, every other time.
    stream.takes(() -> writes[0]++ % 2 == 0 ? 0 : Math.max(1, bytesAtOnce));
    Connection connection = connection();
    End.Told reported = new End.Told();
    for (int part = 0; part < 3; part++) {
      connection.write(
          ByteBuffer.wrap(TestBytes.pattern((long) part * LENGTH, LENGTH)), reported.of(part));
    }

    for (int turns = 0; connection.queuedBytes() > 0; turns++) {
      assertThat(turns).isLessThan(6 * LENGTH + 2);
      turn();
    }

    turn();
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(3 * LENGTH));
    assertThat(reported.numbers).containsExactly(0, 1, 2);
    assertThat(reported.failures).isEmpty();
    assertThat(kernel.interestIn(stream)).as("waits for writing no more").isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.echod.net.TestBytes#seeds")
  void anySequenceOfWritesAndShortWritesKeepsTheStream(long seed) throws IOException {
    Random random = new Random(seed);
    ScriptedStream stream =
        kernel.stream().takes(() -> random.nextInt(3) == 0 ? 0 : random.nextInt(3000));
    int queuedBytesMax = 1 + random.nextInt(20_000);
    int queuedBytesLow = random.nextInt(queuedBytesMax + 1);
    Connection connection =
        connection(ConnectionOptions.DEFAULT.withQueue(queuedBytesMax, queuedBytesLow));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    End.Told reported = new End.Told();
    int numbers = 0;

    for (int step = 0; step < 500; step++) {
      byte[] bytes = TestBytes.pattern(sent.size(), random.nextInt(5000));
      int accepted;
      switch (random.nextInt(4)) {
        case 0 -> accepted = connection.write(ByteBuffer.wrap(bytes));
        case 1 -> accepted = connection.write(ByteBuffer.wrap(bytes), reported.of(numbers++));
        case 2 -> accepted = connection.writeNow(ByteBuffer.wrap(bytes));
        default -> {
          accepted = 0;
          turn();
        }
      }
      sent.write(bytes, 0, accepted);
      assertThat(connection.queuedBytes()).isBetween(0, queuedBytesMax);
      assertThat(stream.writtenBytes() + connection.queuedBytes()).isEqualTo(sent.size());
    }
    connection.close();
    while (connection.queuedBytes() > 0) {
      turn();
    }
    turn();

    assertThat(stream.written()).isEqualTo(sent.toByteArray());
    assertThat(stream.isOutputEnded()).isTrue();
    assertThat(reported.numbers)
        .containsExactlyElementsOf(IntStream.range(0, numbers).boxed().toList());
    assertThat(reported.failures).isEmpty();
  }

  @Test
  void aSystemThatTakesNothingIsNotAskedAgainUntilItIsReady() throws IOException {
    ScriptedStream stream = kernel.stream().stuck();
    Connection connection = connection();
    connection.write(TestBytes.buffer(10));
    int writes = stream.writes();
    kernel.after(Duration.ofHours(1), stream::unstuck);

    int waits = kernel.waits();
    pass(Duration.ofMinutes(59));
    assertThat(stream.writes()).isEqualTo(writes);
    assertThat(kernel.waits() - waits).isLessThan(3);

    pass(Duration.ofMinutes(2));
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(10));
  }

  @Test
  void aFailureMidQueueFailsTheRestEachOnce() throws IOException {
    ScriptedStream stream = kernel.stream().takes(() -> 10);
    Connection connection = connection();
    End end = new End(connection);
    End.Told reported = new End.Told();
    for (int number = 0; number < 5; number++) {
      connection.write(TestBytes.buffer(10), reported.of(number));
      stream.takes(() -> 0);
    }
    turn();
    int[] calls = {0};
    stream.takes(() -> calls[0]++ == 0 ? 15 : 0);
    turn();
    turn();
    assertThat(reported.numbers).containsExactly(0, 1);
    assertThat(reported.failures).isEmpty();

    stream.failsWrites("Broken pipe");
    turn();
    turn();

    assertThat(reported.numbers).containsExactly(0, 1, 2, 3, 4);
    assertThat(reported.failures).hasSize(3).allMatch(f -> "Broken pipe".equals(f.getMessage()));
    assertThat(end.closesReported).isEqualTo(1);
    assertThat(connection.queuedBytes()).isZero();
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void closingTheDispatcherFailsTheRestEachOnce() throws IOException {
    kernel.stream().stuck();
    Connection connection = connection();
    End.Told reported = new End.Told();
    for (int number = 0; number < 10_000; number++) {
      connection.write(TestBytes.buffer(1), reported.of(number));
    }

    dispatcher.close();

    assertThat(reported.numbers)
        .containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
    assertThat(reported.failures).hasSize(10_000);
  }

  @Test
  void writingPastAQueueThatFailsThrowsWhatFailedIt() throws IOException {
    ScriptedStream stream = kernel.stream().stuck();
    Connection connection = connection();
    connection.write(TestBytes.buffer(10));
    stream.failsWrites("Connection reset");

    CloseContract.assertRefused(
        () -> connection.writeNow(TestBytes.buffer(10)), "Connection reset");

    assertThat(connection.failure())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("Connection reset");
    assertThat(connection.isOpen()).isFalse();
  }
}
