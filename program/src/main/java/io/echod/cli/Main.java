package io.echod.cli;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;

/** The program {@code echod}. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
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
