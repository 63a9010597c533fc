package io.echod.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A command line run in this process; only such as end by themselves. */
public record CommandLineRun(int exitCode, String output, String errors) {

  /** Without variables. */
  public static CommandLineRun of(String... arguments) {
    return in(Map.of(), arguments);
  }

  /** With variables. */
  public static CommandLineRun in(Map<String, String> environment, String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int exitCode =
        Main.execute(
            Main.commandLine(environment)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors)),
            arguments);
    return new CommandLineRun(exitCode, output.toString(), errors.toString());
  }
}
