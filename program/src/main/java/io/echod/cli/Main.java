package io.echod.cli;

import io.echod.cli.command.HasSettings;
import io.echod.cli.command.SettingOptions;
import io.echod.cli.command.Signals;
import io.echod.cli.output.StandardStreams;
import io.echod.cli.script.Repl;
import io.echod.net.address.Address;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The program {@code echod}. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Signals.endAtOnce();
    StandardStreams.install();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> Problems.report(failure));
    int code;
    try {
      code = run(System.getenv(), arguments);
    } catch (Throwable failure) {
      Problems.report(failure);
      code = Problems.exitCode(failure);
    }
    StandardStreams.exit(code);
  }

  private static int run(Map<String, String> variables, String... arguments) throws Exception {
    Optional<Callable<Integer>> command = Shortcut.find(variables, arguments);
    return command.isPresent() ? command.get().call() : execute(commandLine(variables), arguments);
  }

  /** Runs the command of these words; returns its exit code. */
  static int execute(CommandLine commandLine, String... words) {
    return commandLine.execute(withoutSeparator(words));
  }

  /** As for every program: behind {@code --} there is no option, but there may be a command. */
  private static String[] withoutSeparator(String... words) {
    boolean separated = words.length > 0 && words[0].equals("--");
    return separated ? Arrays.copyOfRange(words, 1, words.length) : words;
  }

  static CommandLine commandLine(Map<String, String> variables) {
    CommandLine commandLine = new CommandLine(new Echod());
    addSettings(commandLine);
    commandLine.getSubcommands().values().forEach(Main::addSettings);
    Problems problems = new Problems(new Environment(variables));
    Objects.requireNonNull(commandLine.getSubcommands().get("help"))
        .getCommandSpec()
        .usageMessage()
        .header("Show the help of a command.", "")
        .description("");
    return commandLine
        // A name that begins with @ is a script's word, or a file's name.
        .setExpandAtFiles(false)
        .registerConverter(Address.class, Repl::promptAddress)
        .setExecutionStrategy(problems::run)
        .setParameterExceptionHandler(Problems::badUsage)
        .setExecutionExceptionHandler(Problems::failed);
  }

  /** Before the options for help and version, which end the list. */
  private static void addSettings(CommandLine command) {
    if (command.getCommand() instanceof HasSettings settings) {
      SettingOptions.add(settings.table(), command.getCommandSpec());
      command.getCommandSpec().mixinStandardHelpOptions(true);
    }
  }
}
