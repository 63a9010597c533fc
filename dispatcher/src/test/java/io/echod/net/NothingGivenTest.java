package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Deferred;
import io.echod.dispatcher.Dispatcher;
import io.echod.net.drain.Drain;
import io.echod.net.line.Input;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A null is refused by the call that gives it, and not found much later by the dispatcher. */
@NullUnmarked
final class NothingGivenTest extends ScriptedTest {

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
  }

  @Test
  void toADispatcher() {
    assertRefused(() -> new Dispatcher(null), "no kernel");
    assertRefused(() -> dispatcher.beforeSleep(null), "no task");
    assertRefused(() -> dispatcher.defer((Deferred) null), "no task");
    assertRefused(() -> dispatcher.attachment(null, () -> "one"), "no kind");
    assertRefused(() -> dispatcher.after(Duration.ZERO, (_, _) -> {}).name(null), "no name");
    assertRefused(() -> Drain.begin(dispatcher, Duration.ZERO, null), "no completion");
  }

  @Test
  void toAConnection() throws IOException {
    ScriptedStream stream = kernel.stream();
    Connection connection = connection();
    assertRefused(() -> connection.onClose(null), "no listener");
    assertRefused(() -> connection.whenReady(null), "no listener");
    assertRefused(() -> connection.write(TestBytes.buffer(1), null), "no completion");
    assertRefused(() -> new Input(null, 1), "no connection");
    assertThat(stream.written()).isEmpty();
    connection.close();
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void toAListener() throws IOException {
    kernel.listening();
    Listener listener = Listener.listen(dispatcher, address(), ListenerOptions.DEFAULT);
    assertRefused(() -> listener.onConnection(null), "no handler");
    assertRefused(() -> listener.filter(null), "no filter");
    assertRefused(() -> listener.balance(null), "no balancer");
    assertRefused(() -> listener.connections(null), "no options");
    assertThat(dispatcher.isWatched(listener)).isFalse();
  }

  @Test
  void toAConnector() {
    kernel.stream();
    assertRefused(
        () -> Connector.connect(dispatcher, address(), ConnectionOptions.DEFAULT, null),
        "nobody to report the outcome to");
    assertRefused(
        () -> Connector.connect(dispatcher, address(), ConnectionOptions.DEFAULT, null, _ -> {}),
        "nobody to report a connection to");
    assertRefused(
        () -> Connector.connect(dispatcher, address(), ConnectionOptions.DEFAULT, _ -> {}, null),
        "nobody to report a failure to");
    assertThat(dispatcher.endpoints()).isEmpty();
  }

  @Test
  void toOptions() {
    assertRefused(
        () -> ConnectionOptions.DEFAULT.withLayers(null),
        "no layers; Layer.Factory.NONE stands for none");
  }
}
