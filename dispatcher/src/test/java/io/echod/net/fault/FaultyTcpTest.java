package io.echod.net.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults as clients on real sockets see them. */
final class FaultyTcpTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  static Stream<Named<Kernel.Factory>> kernels() {
    return Stream.of(Named.of("epoll", EpollKernel::new), Named.of("nio", NioKernel::new));
  }

  /** An echo server on a thread of its own. */
  private static final class Server implements AutoCloseable {

    final Faults faults = new Faults(1);
    final InetSocketAddress address;
    final Kernel kernel;
    private final Dispatcher dispatcher;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

    Server(Kernel.Factory kernels, int backlog, FaultRule... rules) throws IOException {
      kernel = kernels.open();
      dispatcher = new Dispatcher(kernel);
      faults.replace(List.of(rules), kernel.nanoTime());
      ListenerOptions options = ListenerOptions.DEFAULT;
      Listener listener =
          Listener.listen(
              dispatcher,
              new InetSocketAddress(LOOPBACK, 0),
              options
                  .withSocket(new ListenOptions(backlog, false, 0, Set.of()))
                  .withConnections(ConnectionOptions.DEFAULT.withLayers(faults.layers())));
      listener.onConnection(client -> client.onIo(Reason.READ, (callback, _) -> echo(callback)));
      faults.stallAccepts(listener);
      address = (InetSocketAddress) listener.address();
      thread =
          Thread.ofPlatform()
              .start(() -> {
                dispatcher.monitor();
                dispatcher.close();
              });
    }

    private void echo(Callback callback) throws IOException {
      Connection client = (Connection) callback.endpoint();
      buffer.clear();
      if (client.read(buffer) == Connection.END) {
        client.close();
      } else {
        client.write(buffer.flip());
      }
    }

    Socket connect() throws IOException {
      return new Socket(address.getAddress(), address.getPort());
    }

    @Override
    public void close() {
      dispatcher.post(dispatcher::close);
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException early) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int index = 0; index < count; index++) {
      bytes[index] = (byte) (index * 7);
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void thePeerGetsExactlyTheBytesBeforeAReset(Kernel.Factory kernels) throws Exception {
    FaultRule rule = FaultRule.of(new Fault.Reset(Fault.Trigger.afterBytes(10_000)));
    try (Server server = new Server(kernels, 50, rule)) {
      for (int round = 0; round < 20; round++) {
        try (Socket client = server.connect()) {
          OutputStream output = client.getOutputStream();
          output.write(bytes(12_000));
          InputStream input = client.getInputStream();
          assertThat(input.readNBytes(10_000)).isEqualTo(bytes(10_000));
          assertThatExceptionOfType(SocketException.class)
              .isThrownBy(input::read)
              .withMessageContaining("reset");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void nothingIsLostInPiecesThatAreDelayed(Kernel.Factory kernels) throws Exception {
    FaultRule delay = FaultRule.of(Fault.Delay.of(Duration.ofMillis(20)));
    FaultRule slice = FaultRule.of(new Fault.Slice(1, 3000, Duration.ZERO));
    FaultRule bandwidth = FaultRule.of(new Fault.Bandwidth(20_000_000, 100_000, false));
    try (Server server = new Server(kernels, 50, delay, slice, bandwidth);
        Socket client = server.connect()) {
      byte[] sent = bytes(3_000_000);
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  client.getOutputStream().write(sent);
                  client.shutdownOutput();
                } catch (IOException failure) {
                  // The reader meets it, too.
                }
              });
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
      writer.join();
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aStalledListenerTakesNoMoreThanItsBacklog(Kernel.Factory kernels) throws Exception {
    FaultRule rule = FaultRule.of(new Fault.AcceptStall(Fault.FOREVER));
    List<Socket> clients = new ArrayList<>();
    try (Server server = new Server(kernels, 1, rule)) {
      for (int number = 1; number <= 2; number++) {
        Socket client = new Socket();
        clients.add(client);
        client.connect(server.address, 30_000);
      }
      // Linux lets one more in than the backlog says.
      try (Socket third = new Socket()) {
        assertThatExceptionOfType(SocketTimeoutException.class)
            .isThrownBy(() -> third.connect(server.address, 300));
      }
      server.faults.replace(List.of(), server.kernel.nanoTime());
      Socket late = new Socket();
      clients.add(late);
      late.connect(server.address, 30_000);
      for (Socket client : clients) {
        client.getOutputStream().write(bytes(10));
        assertThat(client.getInputStream().readNBytes(10)).isEqualTo(bytes(10));
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theFirstConnectionsFailThenItWorks(Kernel.Factory kernels) throws Exception {
    FaultRule rule =
        FaultRule.of(new Fault.Reset(Fault.Trigger.AT_ONCE), FaultScope.ALL.withConnections(1, 3));
    try (Server server = new Server(kernels, 50, rule)) {
      List<Boolean> echoed = new ArrayList<>();
      for (int number = 1; number <= 5; number++) {
        echoed.add(echoes(server));
      }
      assertThat(echoed).containsExactly(false, false, false, true, true);
    }
  }

  private static boolean echoes(Server server) throws IOException {
    try (Socket client = server.connect()) {
      client.getOutputStream().write(bytes(10));
      return Arrays.equals(client.getInputStream().readNBytes(10), bytes(10));
    } catch (SocketException reset) {
      return false;
    }
  }
}
