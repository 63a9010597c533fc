package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.net.ConnectionOptions;
import io.echod.server.setting.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {

  private static final ServerOptions OPTIONS = Servers.options(1);

  @Test
  void theQueuesAreThoseOfTheSettings() {
    ServerOptions options =
        Servers.options(1)
            .with(ServerSettings.BUFFER, 1024)
            .with(ServerSettings.QUEUE, 2048)
            .with(ServerSettings.QUEUE_TOTAL, 1L << 20);
    assertThat(options.connections().queuedBytesMax()).isEqualTo(2048);
    assertThat(options.connections().queuedBytesTotalMax()).isEqualTo(1L << 20);
    // One read has to fit.
    assertThat(options.with(ServerSettings.QUEUE, 1).connections().queuedBytesMax())
        .isEqualTo(1024);
  }

  @Test
  void oneProcessorIsLeftToOthersByDefault() {
    assertThat(ServerOptions.on(Loopback.ipv4(0)).get(ServerSettings.DISPATCHERS))
        .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  @Test
  void anAddressIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(ServerOptions::on)
        .withMessageContaining("address");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1025})
  void dispatchersOutOfRangeAreRefused(int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.with(ServerSettings.DISPATCHERS, count))
        .withMessageContaining("1 to 1024")
        .withMessageContaining("" + count);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, (16 << 20) + 1})
  void aBufferOutOfRangeIsRefused(int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.with(ServerSettings.BUFFER, bytes))
        .withMessageContaining("" + bytes);
  }

  @Test
  void aNegativeDrainTimeoutIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.with(ServerSettings.DRAIN_TIMEOUT, Duration.ofNanos(-1)))
        .withMessageContaining("0 or more");
  }

  @Test
  void theQueueAlwaysTakesWhatOneReadBringsIn() {
    ServerOptions options =
        OPTIONS
            .with(ServerSettings.BUFFER, 50_000)
            .withConnections(ConnectionOptions.DEFAULT.withQueue(1000, 1000));
    assertThat(options.connections().queuedBytesMax()).isEqualTo(51_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            OPTIONS.withConnections(
                ConnectionOptions.DEFAULT.withQueue(Integer.MAX_VALUE, Integer.MAX_VALUE)));
  }

  /** Reading while something is queued must not overflow the queue: bytes would be lost. */
  @Test
  void aHighLowMarkLosesNothing() throws Exception {
    ConnectionOptions early = ConnectionOptions.DEFAULT.withQueue(4096, 4096).withSendBuffer(4096);
    try (EchoServer server =
            Servers.start(OPTIONS.with(ServerSettings.BUFFER, 4096).withConnections(early));
        EchoClient client = EchoClient.connect(Servers.address(server), 4096)) {
      client.echo(EchoClient.pattern(1, 2_000_000));
    }
  }
}
