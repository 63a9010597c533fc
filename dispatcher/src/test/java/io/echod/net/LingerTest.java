package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Ready;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a closed connection waits for its peer, and what it does meanwhile. */
final class LingerTest extends ScriptedTest {

  private final ScriptedStream stream = kernel.stream();

  @Test
  void aPeerThatNeverEndsIsLeftAfterTheTimeout() throws IOException {
    End end = new End(connection());
    end.connection.close();
    assertThat(stream.isOutputEnded()).isTrue();

    pass(Duration.ofMillis(4999));
    assertThat(stream.isOpen()).isTrue();
    assertThat(end.closesReported).isZero();
    pass(Duration.ofMillis(1));

    assertThat(stream.isOpen()).isFalse();
    assertThat(stream.isAborted()).isFalse();
    assertThat(end.closesReported).isEqualTo(1);
    assertThat(end.connection.failure()).isEmpty();
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void thePeersEndEndsTheWait() throws IOException {
    End end = new End(connection());
    end.connection.close();
    kernel.after(Duration.ofSeconds(2), () -> stream.sends(TestBytes.pattern(100_000)));
    kernel.after(Duration.ofSeconds(3), stream::ends);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(3));
    assertThat(stream.isOpen()).isFalse();
    assertThat(end.closesReported).isEqualTo(1);
  }

  @Test
  void aPeerThatSendsForEverIsLeftAfterTheTimeoutToo() throws IOException {
    End end = new End(connection());
    for (int millis = 0; millis < 10_000; millis += 10) {
      kernel.after(Duration.ofMillis(millis), () -> stream.sends(TestBytes.pattern(1000)));
    }

    end.connection.close();

    assertThat(dispatcher.monitor()).isFalse();
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void thePeersResetEndsTheWaitAndIsNoFailureAnyMore() throws IOException {
    End end = new End(connection());
    end.connection.close();
    kernel.after(Duration.ofSeconds(1), stream::resets);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(1));
    assertThat(end.closesReported).isEqualTo(1);
    assertThat(end.connection.failure()).isEmpty();
  }

  @Test
  void theWaitBeginsWhenTheQueueIsWritten() throws IOException {
    stream.stuck();
    End end = new End(connection(ConnectionOptions.DEFAULT.withFlushTimeout(Duration.ZERO)));
    end.connection.write(TestBytes.buffer(10));
    end.connection.close();
    kernel.after(Duration.ofHours(1), stream::unstuck);

    pass(Duration.ofMinutes(59));
    assertThat(stream.isOutputEnded()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(stream.written()).isEqualTo(TestBytes.pattern(10));
    assertThat(stream.isOutputEnded()).isTrue();

    assertThat(dispatcher.monitor()).isFalse();
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofHours(1).plusSeconds(5));
  }

  @Test
  void withoutALingerTimeoutTheCloseIsImmediate() throws IOException {
    Connection connection = connection(ConnectionOptions.DEFAULT.withLingerTimeout(Duration.ZERO));

    connection.close();

    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void whileLingeringOnlyInputIsWaitedFor() throws IOException {
    Connection connection = connection();
    connection.onIo(Ready.READ | Ready.WRITE, (_, _) -> {});

    connection.close();

    assertThat(kernel.interestIn(stream)).isEqualTo(Ready.READ);
  }

  @Test
  void whatIsQueuedNeverFailsACloseWhileTheDispatcherRuns() throws IOException {
    int[] calls = {0};
    stream.takes(() -> calls[0]++ % 2);
    End end = new End(connection());
    End.Told reported = new End.Told();
    end.connection.write(TestBytes.buffer(100), reported.of(1));
    end.connection.close();

    pass(Duration.ofSeconds(1));

    assertThat(stream.written()).isEqualTo(TestBytes.pattern(100));
    assertThat(reported.numbers).containsExactly(1);
    assertThat(reported.failures).isEmpty();
  }
}
