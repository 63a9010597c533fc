package io.echod.cli.bench;

import io.echod.dispatcher.kernels.Kernels;
import io.echod.fixture.Loopback;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Our own server, on loopback, for each test anew. */
final class LocalServer implements BeforeEachCallback, AfterEachCallback {

  private @Nullable EchoServer server;

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    ServerOptions options = ServerOptions.on(Loopback.ipv4(0)).with(ServerSettings.DISPATCHERS, 1);
    server = EchoServer.start(options, Kernels.bestFactory());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    close();
  }

  private EchoServer started() {
    EchoServer running = server;
    if (running == null) {
      throw new IllegalStateException("no test runs");
    }
    return running;
  }

  /** Ends it early; its URL stays what it was. */
  void close() {
    started().close();
  }

  String url() {
    return "tcp://127.0.0.1:" + ((InetSocketAddress) started().addresses().getFirst()).getPort();
  }
}
