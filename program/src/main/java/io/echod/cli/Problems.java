package io.echod.cli;

import io.echod.cli.command.HasSettings;
import io.echod.cli.command.SettingOptions;
import io.echod.cli.output.Visible;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Similar;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Messages for bad usage and failures: one line each, never a stack trace. */
record Problems(Environment environment) {

  private static final int SIMILAR_LENGTH_MIN = 4;

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  static int badUsage(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println(lines(describe(problem)));
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /** Several mistakes have a line each; control characters of what was given are made visible. */
  static String lines(String mistakes) {
    return Arrays.stream(mistakes.split("\n", -1))
        .map(line -> "echod: " + Visible.text(line))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String describe(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return describe(unmatched);
    }
    if (problem instanceof MissingParameterException missing
        && missing.getMissing().getFirst() instanceof OptionSpec option) {
      return option.longestName() + " needs a value: " + option.paramLabel();
    }
    if (problem instanceof OverwrittenOptionException twice
        && twice.getOverwritten() instanceof OptionSpec option) {
      return option.longestName() + " is given more than once";
    }
    if (problem.getArgSpec() != null
        && problem.getCause() instanceof IllegalArgumentException wrong) {
      boolean isOption = problem.getArgSpec() instanceof OptionSpec;
      String name = isOption ? ((OptionSpec) problem.getArgSpec()).longestName() + ": " : "";
      return name + wrong.getMessage();
    }
    return String.valueOf(problem.getMessage());
  }

  /** Nothing for a word so short that it resembles everything. */
  private static Optional<String> similar(UnmatchedArgumentException unmatched, String argument) {
    CommandLine command = unmatched.getCommandLine();
    String word = argument.replaceFirst("=.*", "");
    return word.length() < SIMILAR_LENGTH_MIN
        ? Optional.empty()
        : Similar.to(
            word,
            unmatched.isUnknownOption()
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet());
  }

  private static String describe(UnmatchedArgumentException unmatched) {
    String argument = unmatched.getUnmatched().getFirst();
    boolean commandExpected = !unmatched.getCommandLine().getSubcommands().isEmpty();
    String kind =
        unmatched.isUnknownOption()
            ? "unknown option"
            : commandExpected ? "unknown command" : "unexpected argument";
    Optional<String> similar = similar(unmatched, argument);
    return kind
        + " '"
        + argument
        + "'"
        + similar.map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  /** Options before a command would be dropped silently. */
  int run(ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.isUsageHelpRequested()) {
      for (OptionSpec option : parsed.matchedOptions()) {
        if (!option.versionHelp()) {
          String name = parsed.subcommand().commandSpec().name();
          throw new ParameterException(
              parsed.commandSpec().commandLine(),
              option.longestName() + " must come after the command: echod " + name + " ...");
        }
      }
    }
    ParseResult own = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (own.commandSpec().userObject() instanceof HasSettings command
        && !own.isUsageHelpRequested()
        && !own.isVersionHelpRequested()) {
      configure(command, own);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private void configure(HasSettings command, ParseResult parsed) {
    List<Setting<?>> table = command.table();
    try {
      command.configure(environment.complete(SettingOptions.given(table, parsed), table));
    } catch (BadValue wrong) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
    // A script may have variables of its own.
    if (table.equals(ServerSettings.ALL)) {
      PrintWriter errors = parsed.commandSpec().commandLine().getErr();
      environment.unknown(table).forEach(line -> errors.println("echod: " + line));
    }
  }

  static int failed(Exception failure, CommandLine command, ParseResult arguments) {
    command.getErr().println(line(failure));
    return exitCode(failure);
  }

  /** Settings that contradict each other are found out only when they take effect. */
  static int exitCode(Throwable failure) {
    return failure instanceof BadValue ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Reports the failure that has ended a command or a thread. A class that can't be used because
   * its initialization has failed is not reported behind the failure itself, which another thread
   * has met.
   */
  static void report(Throwable failure) {
    boolean isFirst = !TOLD.getAndSet(true);
    if (isFirst || !comesOfUnusableClass(failure)) {
      System.err.println(line(failure));
    }
  }

  private static boolean comesOfUnusableClass(Throwable failure) {
    return failure instanceof NoClassDefFoundError
        || (failure.getCause() != null && comesOfUnusableClass(failure.getCause()));
  }

  /**
   * A command's way to report that it has failed. Exceptions say what is wrong; an error caused by
   * one is reported as that one, and any other is for developers.
   */
  static String line(Throwable failure) {
    if (failure instanceof Exception && !(failure instanceof ExecutionException)) {
      String message = failure.getMessage();
      return lines(message == null ? failure.toString() : message);
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof IOException) {
      return "echod: " + root.getMessage();
    }
    StackTraceElement[] places = root.getStackTrace();
    return "echod: " + root + (places.length == 0 ? "" : " at " + places[0]);
  }
}
