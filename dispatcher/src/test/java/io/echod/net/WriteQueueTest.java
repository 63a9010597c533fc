package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The queue by itself, against a plain list of bytes. */
final class WriteQueueTest {

  private final ScriptedStream stream = new ScriptedStream(new ScriptedKernel());
  private final List<Integer> reported = new ArrayList<>();

  private WriteCompletion note(int number) {
    return _ -> reported.add(number);
  }

  private void reportWritten(WriteQueue queue) {
    for (AwaitedWrite next = queue.nextWritten(); next != null; next = queue.nextWritten()) {
      next.completion().done(Optional.empty());
    }
  }

  @Test
  void anEmptyQueueHasNothingToWriteOrReport() throws IOException {
    WriteQueue queue = new WriteQueue(10);

    queue.writeTo(stream::write);

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.bytes()).isZero();
    assertThat(stream.writes()).isZero();
    assertThat(queue.nextWritten()).isNull();
    assertThat(queue.nextLost()).isNull();
  }

  @Test
  void itTakesUpToItsCapAndLeavesTheRestInTheBuffer() {
    WriteQueue queue = new WriteQueue(10);
    ByteBuffer buffer = TestBytes.buffer(15);

    assertThat(queue.add(buffer)).isEqualTo(10);
    assertThat(buffer.position()).isEqualTo(10);
    assertThat(queue.add(buffer)).isZero();
    assertThat(buffer.remaining()).isEqualTo(5);
    assertThat(queue.bytes()).isEqualTo(10);
  }

  @Test
  void itKeepsACopy() throws IOException {
    WriteQueue queue = new WriteQueue(10);
    byte[] bytes = TestBytes.pattern(10);
    queue.add(ByteBuffer.wrap(bytes));

    Arrays.fill(bytes, (byte) 0);
    queue.writeTo(stream::write);

    assertThat(stream.written()).isEqualTo(TestBytes.pattern(10));
  }

  @Test
  void whatWasWrittenMakesSpaceAgain() throws IOException {
    WriteQueue queue = new WriteQueue(10);
    stream.takes(() -> 4);
    queue.add(TestBytes.buffer(10));

    queue.writeTo(stream::write);

    assertThat(queue.bytes()).isEqualTo(6);
    assertThat(queue.add(ByteBuffer.wrap(TestBytes.pattern(10, 10)))).isEqualTo(4);
    assertThat(queue.bytes()).isEqualTo(10);
    stream.unstuck();
    queue.writeTo(stream::write);
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(14));
  }

  @Test
  void completionsAreTakenInOrderOnceTheirLastByteIsWritten() throws IOException {
    WriteQueue queue = new WriteQueue(100);
    stream.takes(() -> 5);
    for (int number = 0; number < 4; number++) {
      queue.add(ByteBuffer.wrap(TestBytes.pattern(number * 3L, 3)));
      queue.whenWritten(new AwaitedWrite(note(number)));
    }
    reportWritten(queue);
    assertThat(reported).isEmpty();

    queue.writeTo(stream::write);
    reportWritten(queue);
    assertThat(reported).containsExactly(0);
    queue.writeTo(stream::write);
    reportWritten(queue);
    assertThat(reported).containsExactly(0, 1, 2);
    assertThat(queue.nextLost()).isNotNull();
    assertThat(queue.nextLost()).isNull();
  }

  @Test
  void aFailureLosesNothingThatIsStillQueued() throws IOException {
    WriteQueue queue = new WriteQueue(100);
    queue.add(TestBytes.buffer(10));
    queue.whenWritten(new AwaitedWrite(note(1)));
    stream.takes(() -> 4);
    queue.writeTo(stream::write);
    stream.failsWrites("Broken pipe");

    assertThatThrownBy(() -> queue.writeTo(stream::write)).hasMessage("Broken pipe");

    assertThat(queue.bytes()).isEqualTo(6);
    assertThat(queue.nextWritten()).isNull();
    assertThat(queue.nextLost()).isNotNull();
  }

  @Test
  void aWriteLargerThanAChunkIsWrittenWhole() throws IOException {
    WriteQueue queue = new WriteQueue(1 << 20);
    queue.add(ByteBuffer.wrap(TestBytes.pattern(100)));
    queue.add(ByteBuffer.wrap(TestBytes.pattern(100, 100_000)));
    queue.add(ByteBuffer.wrap(TestBytes.pattern(100_100, 100)));

    queue.writeTo(stream::write);

    assertThat(stream.written()).isEqualTo(TestBytes.pattern(100_200));
  }

  @Test
  void tenThousandSmallWritesShareAFewChunks() throws IOException {
    WriteQueue queue = new WriteQueue(1 << 20);
    for (int number = 0; number < 10_000; number++) {
      queue.add(ByteBuffer.wrap(TestBytes.pattern(number, 1)));
    }

    queue.writeTo(stream::write);

    assertThat(stream.written()).isEqualTo(TestBytes.pattern(10_000));
    assertThat(stream.writes()).isLessThan(10);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.echod.net.TestBytes#seeds")
  void itBehavesAsAPlainListOfBytes(long seed) throws IOException {
    Random random = new Random(seed);
    int bytesMax = 1 + random.nextInt(30_000);
    WriteQueue queue = new WriteQueue(bytesMax);
    ByteArrayOutputStream added = new ByteArrayOutputStream();
    List<Integer> ends = new ArrayList<>();
    stream.takes(() -> random.nextInt(4) == 0 ? 0 : random.nextInt(9000));

    for (int step = 0; step < 1000; step++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          byte[] bytes = TestBytes.pattern(added.size(), random.nextInt(6000));
          int space = bytesMax - (added.size() - stream.writtenBytes());
          int accepted = queue.add(ByteBuffer.wrap(bytes));
          assertThat(accepted).isEqualTo(Math.min(bytes.length, space));
          added.write(bytes, 0, accepted);
        }
        case 1 -> {
          queue.whenWritten(new AwaitedWrite(note(ends.size())));
          ends.add(added.size());
        }
        default -> queue.writeTo(stream::write);
      }
      reportWritten(queue);
      int written = stream.writtenBytes();
      assertThat(queue.bytes()).isEqualTo(added.size() - written);
      assertThat(queue.isEmpty()).isEqualTo(added.size() == written);
      // Every completion behind which all is written was notified, in order, and no other.
      assertThat(reported).hasSize((int) ends.stream().filter(end -> end <= written).count());
    }
    stream.unstuck();
    queue.writeTo(stream::write);
    reportWritten(queue);

    assertThat(stream.written()).isEqualTo(added.toByteArray());
    assertThat(reported).hasSize(ends.size()).isSorted().doesNotHaveDuplicates();
  }
}
