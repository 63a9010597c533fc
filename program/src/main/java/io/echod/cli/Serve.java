package io.echod.cli;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.tcp.Names;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code echod serve}: the echo server, until a signal ends it. */
@Command(
    name = "serve",
    description = "Serve: every byte a client sends comes back.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class Serve implements Callable<Integer> {

  @Mixin private ServeOptions options = new ServeOptions();

  @Override
  public Integer call() throws Exception {
    return serve(options);
  }

  static int serve(ServeOptions options) throws IOException {
    ServerOptions serverOptions = options.toServerOptions();
    if (options.verbose()) {
      System.Logger logger = System.getLogger("io.echod.trace");
      serverOptions = serverOptions.withTrace(line -> logger.log(System.Logger.Level.INFO, line));
    }
    EchoServer server = EchoServer.start(serverOptions, NioKernel::new);
    server.addresses().forEach(address -> System.out.println("Listening on " + Names.url(address)));
    System.out.flush();
    Signals.onStop(server::drain);
    server.await();
    return 0;
  }
}
