package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.lang.reflect.Method;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The options of connections, as they arrive at the JDK's channels. */
@Timeout(60)
final class NioConnectionOptionsTest {

  private Dispatcher dispatcher;

  @BeforeEach
  void open() throws Exception {
    dispatcher = new Dispatcher(new NioKernel());
  }

  @AfterEach
  void close() {
    dispatcher.close();
  }

  @Test
  void bothEndsOfAConnectionGetThem() throws Exception {
    ConnectionOptions options = ConnectionOptions.DEFAULT.withSendBuffer(20_000);
    Listener listener =
        Listener.listen(
            dispatcher, TcpContract.loopback(), ListenerOptions.DEFAULT.withConnections(options));
    Connection client = Connection.connect(dispatcher, listener.address(), options);
    assertThat(Blocking.complete(client, Duration.ofSeconds(20))).isTrue();
    Connection server = Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow();

    for (Connection end : new Connection[] {client, server}) {
      assertThat(option(end, StandardSocketOptions.TCP_NODELAY)).as(end.name()).isTrue();
      assertThat(option(end, StandardSocketOptions.SO_KEEPALIVE)).as(end.name()).isTrue();
      assertThat(option(end, StandardSocketOptions.SO_SNDBUF)).as(end.name()).isLessThan(100_000);
    }
  }

  /** By reflection: nothing above the kernel asks for an option, so nothing gives it. */
  private static <T> T option(Connection connection, SocketOption<T> option) throws Exception {
    Method channel = connection.source().getClass().getDeclaredMethod("channel");
    channel.setAccessible(true);
    return ((NetworkChannel) channel.invoke(connection.source())).getOption(option);
  }
}
