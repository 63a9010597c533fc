package io.echod.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.TypeConversionException;

/**
 * The plain command lines that servers are started with, read without picocli, which takes longer
 * than all the rest of the start: it reflects on every command, and its classes are too old for the
 * virtual machine's cache. Whatever is not as plain, is wrong or asks for help goes to picocli as
 * it is.
 */
final class Shortcut {

  /** Those that concern the command run; a script may have others of its own. */
  private static final Set<String> RUN_VARIABLES = Set.of("ECHOD_KERNEL", "ECHOD_BUSY_POLL");

  private Shortcut() {}

  /** The command that these words mean, where they are plain; it has not been called yet. */
  static Optional<Callable<Integer>> find(Map<String, String> variables, String... arguments) {
    List<String> words = List.of(arguments);
    Map<String, String> ours = new HashMap<>(variables);
    ours.keySet()
        .removeIf(name -> !name.startsWith(Environment.PREFIX) || Environment.isOthers(name));
    try {
      if (!words.isEmpty() && words.getFirst().equals("run")) {
        return ours.keySet().stream().noneMatch(RUN_VARIABLES::contains)
            ? run(words.subList(1, words.size())).map(run -> run)
            : Optional.empty();
      }
      boolean named = !words.isEmpty() && words.getFirst().equals("serve");
      return serve(ours, named ? words.subList(1, words.size()) : words)
          .map(options -> () -> Serve.serve(options));
    } catch (TypeConversionException wrong) {
      return Optional.empty();
    }
  }

  /**
   * What the words behind {@code serve} mean: options with their values, each once; and the
   * variables whose names begin as ours do, for those that are not among them.
   */
  static Optional<ServeOptions> serve(Map<String, String> variables, List<String> words) {
    ServeOptions options = new ServeOptions();
    Set<String> given = new HashSet<>();
    int index = 0;
    while (index < words.size()) {
      String word = words.get(index++);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      if (equals < 0 && index == words.size()) {
        return Optional.empty();
      }
      String name = longName(equals < 0 ? word : word.substring(0, equals));
      String value = equals < 0 ? words.get(index++) : word.substring(equals + 1);
      if (!isPlain(name, value) || !given.add(name) || !options.set(name, value)) {
        return Optional.empty();
      }
    }
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      String name = variable.getKey().substring(Environment.PREFIX.length());
      String option = "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
      String value = variable.getValue();
      if (!name.equals(name.toUpperCase(Locale.ROOT))
          || (Environment.isValue(variable.getKey(), value)
              && !given.contains(option)
              && !(isPlain(option, value) && options.set(option, value)))) {
        return Optional.empty();
      }
    }
    return Optional.of(options);
  }

  private static String longName(String name) {
    return switch (name) {
      case "-p" -> "--port";
      case "-b" -> "--bind";
      default -> name;
    };
  }

  /** What begins like a number or an address is no command, no option and no file of them. */
  private static boolean isPlain(String name, String value) {
    return name.equals("--kernel")
        || name.equals("--busy-poll")
        || (!value.isEmpty() && "0123456789[:".contains(value.substring(0, 1)));
  }

  /** What the words behind {@code run} mean: how to wait, a script and its arguments. */
  static Optional<Run> run(List<String> words) {
    int first = 0;
    while (first < words.size() && words.get(first).startsWith("--")) {
      first++;
    }
    List<String> rest = words.subList(first, words.size());
    if (rest.isEmpty() || !rest.stream().allMatch(Shortcut::isPlainWord)) {
      return Optional.empty();
    }
    Run run = new Run(Path.of(rest.getFirst()), rest.subList(1, rest.size()));
    Set<String> given = new HashSet<>();
    for (String word : words.subList(0, first)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        return Optional.empty();
      }
      String name = word.substring(0, equals);
      if (!given.add(name) || !run.waiting().set(name, word.substring(equals + 1))) {
        return Optional.empty();
      }
    }
    return Optional.of(run);
  }

  private static boolean isPlainWord(String word) {
    return !word.isEmpty() && !word.startsWith("-") && !word.startsWith("@");
  }
}
