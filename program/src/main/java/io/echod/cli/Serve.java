package io.echod.cli;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.tcp.Names;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code echod serve}: the echo server, until a signal ends it. */
@Command(
    name = "serve",
    header = {"Serve: every byte a client sends comes back.", ""},
    description = {"", "SIGTERM and SIGINT stop it; a second one stops it at once.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "A variable of the environment stands for an option that is not given:",
      "ECHOD_PORT for --port, ECHOD_DRAIN_TIMEOUT for --drain-timeout, and so on."
    })
final class Serve implements Callable<Integer> {

  @Mixin private ServeOptions options = new ServeOptions();

  @Override
  public Integer call() throws Exception {
    return serve(options);
  }

  static int serve(ServeOptions options) throws IOException, InterruptedException {
    ServerOptions serverOptions = options.toServerOptions();
    // Made in any case, before anybody is let in: a log opens files to begin with, which it can't
    // once a flood of clients has taken every descriptor; and that is when it is wanted. The kernel
    // may take as long, so they are made side by side.
    Thread log = Thread.ofPlatform().daemon().start(LogSetup::prepare);
    if (options.verbose()) {
      System.Logger logger = System.getLogger("io.echod.trace");
      serverOptions = serverOptions.withTrace(line -> logger.log(Level.INFO, line));
    }
    Kernel.Factory kernels = options.kernels();
    log.join();
    EchoServer server = EchoServer.start(serverOptions, kernels);
    // Before anybody can know that it serves, and signal it.
    Signals.onStop(server::drain);
    server.addresses().forEach(address -> System.out.println("Listening on " + Names.url(address)));
    System.out.flush();
    server.await();
    return 0;
  }
}
