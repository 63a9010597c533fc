package io.echod.net.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Layers put on each other, of which one can't be made. */
@Timeout(30)
final class LayerFactoryTest {

  private final List<String> closed = new ArrayList<>();

  private Layer.Factory noting(String name) {
    return (below, _) ->
        new PassingLayer(below) {
          @Override
          public void close() {
            closed.add(name);
            super.close();
          }
        };
  }

  @Test
  void whereAnUpperOneCannotBeMadeThoseBelowAreClosedOnce() throws IOException {
    Layer.Factory failing =
        (_, _) -> {
          throw new IOException("on purpose");
        };
    Layer.Factory all =
        noting("lowest").under(noting("middle")).under(Layer.Factory.NONE).under(failing);
    try (Dispatcher dispatcher = new Dispatcher(Kernels.best())) {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
      Listener listener = Listener.listen(dispatcher, anyPort, ListenerOptions.DEFAULT);
      Connection connection =
          Connection.connect(
              dispatcher, listener.address(), ConnectionOptions.DEFAULT.withLayers(all));
      assertThatIOException()
          .isThrownBy(() -> Blocking.complete(connection, Duration.ofSeconds(20)))
          .withMessageContaining("on purpose");
      assertThat(connection.isOpen()).isFalse();
      assertThat(closed).containsExactly("middle", "lowest");
    }
  }
}
