package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Questions about a connection, where socket and queue would answer differently. */
final class ReadinessTest extends ScriptedTest {

  private final ScriptedStream stream = kernel.stream();

  @Test
  void aSocketThatTakesNothingIsNotWritable() throws IOException {
    Connection connection = connection();
    assertThat(connection.isWritable()).isTrue();

    stream.stuck();

    assertThat(connection.isWritable()).isFalse();
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void aConnectionThatOwesBytesIsNotWritableAlthoughItsSocketIs() throws IOException {
    stream.stuck();
    Connection connection = connection();
    connection.write(TestBytes.buffer(10));

    stream.unstuck();
    assertThat(connection.isWritable()).isFalse();

    turn();
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(10));
    assertThat(connection.isWritable()).isTrue();
  }

  @Test
  void askingNeitherWaitsNorReadsNorWrites() throws IOException {
    stream.sends(TestBytes.pattern(10));
    Connection connection = connection();

    assertThat(connection.isReadable()).isTrue();
    assertThat(connection.isReadable()).isTrue();
    assertThat(connection.isWritable()).isTrue();
    stream.stuck();
    assertThat(connection.isWritable()).isFalse();

    assertThat(kernel.elapsed()).isEqualTo(Duration.ZERO);
    assertThat(stream.writes()).isZero();
    assertThat(stream.readiness()).isNotZero();
  }
}
