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
    Signals.endAtOnce();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> Problems.tell(failure));
    System.exit(run(System.getenv(), arguments));
  }

  private static int run(Map<String, String> variables, String... arguments) {
    try {
      Optional<Callable<Integer>> command = Shortcut.find(variables, arguments);
      return command.isPresent() ? command.get().call() : commandLine(variables).execute(arguments);
    } catch (Throwable failure) {
      Problems.tell(failure);
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
