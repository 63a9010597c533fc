package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartAndCloseTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aPortInUseIsNamed(int dispatchers) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, Loopback.IPV4)) {
      int port = taken.getLocalPort();
      assertThatIOException()
          .isThrownBy(() ->
              Servers.start(
                  ServerOptions.on(Loopback.ipv4(port))
                      .with(ServerSettings.DISPATCHERS, dispatchers)))
          .withMessageContaining("tcp://127.0.0.1:" + port)
          .withMessageContaining("in use");
    }
  }

  /** The dispatchers of one server share their port; two servers of one user must not. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "3, 1", "3, 3"})
  void aSecondServerDoesNotShareThePort(int dispatchers, int others) throws Exception {
    try (EchoServer first = Servers.start(Servers.options(dispatchers))) {
      int port = Servers.address(first).getPort();
      assertThatIOException()
          .isThrownBy(() ->
              Servers.start(
                  ServerOptions.on(Loopback.ipv4(port)).with(ServerSettings.DISPATCHERS, others)))
          .withMessageContaining(":" + port);
      for (int index = 0; index < 20; index++) {
        try (EchoClient client = EchoClient.connect(Servers.address(first))) {
          client.echo("served by the first");
        }
      }
      assertThat(first.statistics().accepted()).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whereOneAddressIsTakenNothingIsLeftListening(int dispatchers) throws Exception {
    int port = Loopback.freePort();
    try (ServerSocket taken = new ServerSocket(port, 1, Loopback.IPV6)) {
      assertThat(taken.isBound()).isTrue();
      ServerOptions options =
          ServerOptions.on(Loopback.ipv4(port), Loopback.ipv6(port))
              .with(ServerSettings.DISPATCHERS, dispatchers);
      assertThatIOException()
          .isThrownBy(() -> Servers.start(options))
          .withMessageContaining("tcp://[::1]:" + port);
      assertNoListener(Loopback.ipv4(port));
    }
  }

  @Test
  void whereAKernelCannotBeOpenedNothingIsLeftListening() throws Exception {
    int port = Loopback.freePort();
    AtomicInteger opened = new AtomicInteger();
    assertThatIOException()
        .isThrownBy(() ->
            EchoServer.start(
                ServerOptions.on(Loopback.ipv4(port)).with(ServerSettings.DISPATCHERS, 3),
                () -> {
                  if (opened.incrementAndGet() == 3) {
                    throw new IOException("out of kernels");
                  }
                  return new NioKernel();
                }))
        .withMessage("out of kernels");
    assertNoListener(Loopback.ipv4(port));
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() {
    // An address of a block that is for documentation only (RFC 5737).
    assertThatIOException()
        .isThrownBy(() ->
            Servers.start(
                ServerOptions.on(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0))))
        .withMessageContaining("tcp://192.0.2.1:0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void closedAtOnceAfterItsStartItEnds(int dispatchers) throws Exception {
    for (int round = 0; round < 100; round++) {
      Servers.start(Servers.options(dispatchers)).close();
    }
  }

  @Test
  void closeEndsEveryConnectionAndASecondOneDoesNothing() throws Exception {
    EchoServer server = Servers.start(Servers.options(2));
    InetSocketAddress address = Servers.address(server);
    try (server;
        EchoClient client = EchoClient.connect(address)) {
      client.echo("hello");
      server.close();
      assertThat(client.receiveToEnd()).isEmpty();
      server.close();
      server.drain();
      server.await();
    }
    assertNoListener(address);
  }

  @Test
  void startsAgainOnThePortThatItHadWhileOldConnectionsLinger() throws Exception {
    int port = Loopback.freePort();
    for (int round = 0; round < 20; round++) {
      EchoServer server =
          Servers.start(
              ServerOptions.on(Loopback.ipv4(port))
                  .with(ServerSettings.DISPATCHERS, 1 + round % 2));
      // Closed by the server first, a connection waits in TIME-WAIT at the server's end.
      try (server;
          EchoClient client = EchoClient.connect(Servers.address(server))) {
        client.echo("round " + round);
        server.drain();
        assertThat(client.receiveToEnd()).isEmpty();
      }
    }
  }

  @Test
  void anInterruptEndsADispatcherAndLeavesNothingListening() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());
    ServerOptions options = Servers.options(1).withTrace(_ -> thread.set(Thread.currentThread()));
    EchoServer server = Servers.start(options);
    InetSocketAddress address = Servers.address(server);
    try (EchoClient client = EchoClient.connect(address)) {
      client.echo("hello");
      thread.get().interrupt();
      server.await();
      assertThat(client.receiveToEnd()).isEmpty();
    }
    assertThat(server.statistics())
        .extracting(ServerStatistics::open, ServerStatistics::closed)
        .containsExactly(0L, 1L);
    assertNoListener(address);
  }

  private static void assertNoListener(InetSocketAddress address) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> EchoClient.connect(address).close());
  }
}
