package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Endpoints belong to their dispatcher's thread, and say so to any other. */
final class OtherThreadTest extends ScriptedTest {

  private static void assertRefusedElsewhere(ThrowingCallable call) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("was allowed"));
    Thread other =
        new Thread(
            () -> {
              try {
                call.call();
              } catch (Throwable refusal) {
                thrown.set(refusal);
              }
            },
            "another");
    other.start();
    other.join();
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("called from thread another");
  }

  @Test
  void aConnectionIsRefusedToAnotherThread() throws IOException, InterruptedException {
    ScriptedStream stream = kernel.stream();
    Connection connection = connection();

    assertRefusedElsewhere(
        () -> Connection.connect(dispatcher, address(), ConnectionOptions.DEFAULT));
    assertRefusedElsewhere(() -> connection.read(ByteBuffer.allocate(1)));
    assertRefusedElsewhere(() -> connection.write(TestBytes.buffer(1)));
    assertRefusedElsewhere(() -> connection.write(TestBytes.buffer(1), _ -> {}));
    assertRefusedElsewhere(() -> connection.writeNow(TestBytes.buffer(1)));
    assertRefusedElsewhere(() -> Blocking.read(connection, TestBytes.buffer(1), Duration.ZERO));
    assertRefusedElsewhere(() -> connection.onIo(Reason.READ, (_, _) -> {}));
    assertRefusedElsewhere(connection::complete);
    assertRefusedElsewhere(connection::shutdownOutput);
    assertRefusedElsewhere(connection::close);
    assertRefusedElsewhere(connection::abort);

    assertThat(connection.isUp()).isTrue();
    assertThat(stream.written()).isEmpty();
    assertThat(stream.isOutputEnded()).isFalse();
  }

  @Test
  void aListenerIsRefusedToAnotherThread() throws IOException, InterruptedException {
    ScriptedListening listening = kernel.listening();
    Listener listener = listener(ListenerOptions.DEFAULT);

    assertRefusedElsewhere(() -> Listener.listen(dispatcher, address(), ListenerOptions.DEFAULT));
    assertRefusedElsewhere(listener::accept);
    assertRefusedElsewhere(listener::isPending);
    assertRefusedElsewhere(() -> listener.onConnection(_ -> {}));
    assertRefusedElsewhere(listener::close);

    assertThat(listener.isOpen()).isTrue();
    assertThat(listening.attempts()).isEmpty();
  }
}
