package io.echod.cli;

import io.echod.cli.script.Run;
import io.echod.cli.serve.Serve;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The plain command lines that servers are started with, read without picocli, which takes longer
 * than all the rest of the start: it reflects on every command, and its classes are too old for the
 * virtual machine's cache. Arguments that are not as plain, are wrong or ask for help go to picocli
 * as they are, whose options are made from the same settings.
 */
final class Shortcut {

  /** A value by itself that is one of these is a command for picocli. */
  static final Set<String> COMMANDS =
      Set.of("serve", "config", "run", "repl", "bench", "ping", "verify", "simulate", "help");

  private Shortcut() {}

  /** The command that these words mean, where they are plain; it has not been called yet. */
  static Optional<Callable<Integer>> find(Map<String, String> variables, String... arguments) {
    List<String> words = List.of(arguments);
    Environment environment = new Environment(variables);
    try {
      if (!words.isEmpty() && words.getFirst().equals("run")) {
        return run(environment, words.subList(1, words.size())).map(run -> run);
      }
      boolean named = !words.isEmpty() && words.getFirst().equals("serve");
      return serve(environment, named ? words.subList(1, words.size()) : words)
          .map(settings -> () -> Serve.serve(Environment.withFile(settings, ServerSettings.ALL)));
    } catch (BadValue wrong) {
      return Optional.empty();
    }
  }

  /**
   * The meaning of the words behind {@code serve}: options with their values, each once. Without
   * the file of settings, which is read once this is sure to be the way.
   */
  static Optional<Settings> serve(Environment environment, List<String> words) {
    List<Setting<?>> table = ServerSettings.ALL;
    Settings settings = Settings.DEFAULT;
    int index = 0;
    while (index < words.size()) {
      String word = words.get(index++);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      Optional<Setting<?>> setting = find(table, equals < 0 ? word : word.substring(0, equals));
      if (setting.isEmpty() || settings.isGiven(setting.get())) {
        return Optional.empty();
      }
      String value;
      if (setting.get().kind().isFlag()) {
        value = equals < 0 ? "true" : "";
      } else if (equals >= 0) {
        value = word.substring(equals + 1);
      } else {
        value = index < words.size() ? words.get(index++) : "";
        if (value.startsWith("-") || COMMANDS.contains(value)) {
          return Optional.empty();
        }
      }
      if (value.isEmpty()) {
        return Optional.empty();
      }
      settings = settings.add(Given.parse(setting.get(), value), Origin.FLAG);
    }
    return environment.unknown(table).isEmpty()
        ? Optional.of(environment.addTo(settings, table))
        : Optional.empty();
  }

  private static Optional<Setting<?>> find(List<Setting<?>> table, String flag) {
    for (Setting<?> setting : table) {
      if (setting.flags().contains(flag)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /** The meaning of the words behind {@code run}: how to wait, a script and its arguments. */
  static Optional<Run> run(Environment environment, List<String> words) {
    int first = 0;
    Settings settings = Settings.DEFAULT;
    while (first < words.size() && words.get(first).startsWith("--")) {
      String word = words.get(first++);
      int equals = Math.max(0, word.indexOf('='));
      Optional<Setting<?>> setting = find(ServerSettings.WAITING, word.substring(0, equals));
      if (setting.isEmpty() || settings.isGiven(setting.get())) {
        return Optional.empty();
      }
      settings = settings.add(Given.parse(setting.get(), word.substring(equals + 1)), Origin.FLAG);
    }
    List<String> rest = words.subList(first, words.size());
    if (rest.isEmpty() || !rest.stream().allMatch(Shortcut::isPlainWord)) {
      return Optional.empty();
    }
    Run run = new Run(Path.of(rest.getFirst()), rest.subList(1, rest.size()));
    run.configure(environment.addTo(settings, ServerSettings.WAITING));
    return Optional.of(run);
  }

  private static boolean isPlainWord(String word) {
    return !word.isEmpty() && !word.startsWith("-") && !word.startsWith("@");
  }
}
