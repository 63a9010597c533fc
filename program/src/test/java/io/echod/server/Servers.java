package io.echod.server;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Loopback;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Servers under test: on the loopback address, on ports that the system picks. */
final class Servers {

  private Servers() {}

  static ServerOptions options(int dispatchers) {
    return ServerOptions.on(Loopback.ipv4(0)).with(ServerSettings.DISPATCHERS, dispatchers);
  }

  static EchoServer start(ServerOptions options) throws IOException {
    return EchoServer.start(options, NioKernel::new);
  }

  static InetSocketAddress address(EchoServer server) {
    return (InetSocketAddress) server.addresses().getFirst();
  }
}
