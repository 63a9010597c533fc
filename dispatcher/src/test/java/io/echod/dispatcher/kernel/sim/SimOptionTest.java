package io.echod.dispatcher.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.kernel.StreamPair;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The options of streams: those that every kernel takes, and no others. */
final class SimOptionTest {

  private final SimFixture world = SimFixture.calm();

  /** An option of numbers, as jdk.net has some. */
  static SocketOption<Integer> named(String name) {
    return new SocketOption<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Class<Integer> type() {
        return Integer.class;
      }
    };
  }

  @Test
  void thoseThatEveryKernelTakesAreTaken() throws IOException {
    var stream = world.pair().client();
    stream.option(StandardSocketOptions.SO_SNDBUF, 1 << 16);
    stream.option(StandardSocketOptions.SO_RCVBUF, 1 << 16);
    stream.option(StandardSocketOptions.SO_KEEPALIVE, true);
    stream.option(StandardSocketOptions.SO_LINGER, -1);
    stream.option(StandardSocketOptions.TCP_NODELAY, true);
    stream.option(StandardSocketOptions.IP_TOS, 0x10);
    for (String name : List.of("TCP_KEEPIDLE", "TCP_KEEPINTERVAL", "TCP_KEEPCOUNT")) {
      stream.option(named(name), 100);
    }
    stream.close();
    assertThatIOException()
        .isThrownBy(() -> stream.option(StandardSocketOptions.TCP_NODELAY, true));
  }

  @Test
  void anyOtherIsRefused() throws IOException {
    var stream = world.pair().client();
    assertRefused(() -> stream.option(StandardSocketOptions.SO_REUSEADDR, true));
    assertRefused(() -> stream.option(StandardSocketOptions.SO_REUSEPORT, true));
    assertRefused(() -> stream.option(StandardSocketOptions.SO_BROADCAST, true));
    assertRefused(() -> stream.option(StandardSocketOptions.IP_MULTICAST_TTL, 1));
    assertRefused(() -> stream.option(named("TCP_QUICKACK"), 1));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(call);
  }

  @Test
  void valuesOutOfRangeAreRefused() throws IOException {
    var stream = world.pair().client();
    assertWrong(() -> stream.option(StandardSocketOptions.SO_SNDBUF, -1), "SO_SNDBUF");
    assertWrong(() -> stream.option(StandardSocketOptions.SO_RCVBUF, -1), "SO_RCVBUF");
    assertWrong(() -> stream.option(StandardSocketOptions.IP_TOS, 256), "IP_TOS");
    assertWrong(() -> stream.option(named("TCP_KEEPIDLE"), 0), "TCP_KEEPIDLE");
    assertWrong(() -> stream.option(named("TCP_KEEPINTERVAL"), 32_768), "TCP_KEEPINTERVAL");
    assertWrong(() -> stream.option(named("TCP_KEEPCOUNT"), 128), "TCP_KEEPCOUNT");
  }

  private static void assertWrong(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String name) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(name);
  }

  @Test
  void buffersLimitWhatIsUnderWayAndUnread() throws IOException {
    StreamPair pair = world.pair();
    pair.client().option(StandardSocketOptions.SO_SNDBUF, 50);
    assertThat(StreamPair.fill(pair.client())).isEqualTo(100);
    pair.client().option(StandardSocketOptions.SO_RCVBUF, 40);
    assertThat(StreamPair.fill(pair.server())).isEqualTo(80);
  }

  @Test
  void aCloseThatDoesNotLingerIsAReset() throws IOException {
    StreamPair pair = world.pair();
    pair.client().option(StandardSocketOptions.SO_LINGER, 5);
    pair.client().option(StandardSocketOptions.SO_LINGER, 0);
    pair.client().close();
    world.sleep(SimFixture.SECOND);
    assertThatIOException().isThrownBy(() -> SimFixture.read(pair.server()));
  }
}
