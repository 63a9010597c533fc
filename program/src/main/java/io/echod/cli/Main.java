package io.echod.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The program {@code echod}. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(System.getenv(), arguments));
  }

  private static int run(Map<String, String> variables, String... arguments) {
    Optional<Callable<Integer>> command = Shortcut.find(variables, arguments);
    if (command.isEmpty()) {
      return commandLine(variables).execute(arguments);
    }
    try {
      return command.get().call();
    } catch (Exception failure) {
      System.err.println(Problems.line(failure));
      return 1;
    }
  }

  static CommandLine commandLine(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    Problems problems = new Problems(environment);
    return new CommandLine(new Echod())
        .setDefaultValueProvider(environment)
        .registerConverter(Duration.class, Spans::parse)
        .registerConverter(Hosts.class, Hosts::parse)
        .registerConverter(UnixPath.class, UnixPath::parse)
        .setExecutionStrategy(Problems::run)
        .setParameterExceptionHandler(problems::badUsage)
        .setExecutionExceptionHandler(Problems::failed);
  }
}
