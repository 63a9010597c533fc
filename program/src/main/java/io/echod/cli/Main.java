package io.echod.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program {@code echod}. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Echod())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(ByteSize.class, ByteSize::parse)
        .registerConverter(java.time.Duration.class, Spans::parse)
        .setParameterExceptionHandler(Main::badUsage)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int badUsage(ParameterException problem, String[] arguments) {
    PrintWriter err = problem.getCommandLine().getErr();
    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
    err.println("echod: " + problem.getMessage());
    err.println("Try '" + command + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    command.getErr().println("echod: " + failure.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}
