package io.echod.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code echod} by itself serves. */
@Command(
    name = "echod",
    description = "An echo server: every byte a client sends comes back.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {Serve.class},
    footer = {"", "Exit codes: 0 done, 1 it failed, 2 bad usage."})
final class Echod implements Callable<Integer> {

  @Mixin private ServeOptions options = new ServeOptions();

  @Override
  public Integer call() throws Exception {
    return Serve.serve(options);
  }
}
