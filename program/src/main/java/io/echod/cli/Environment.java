package io.echod.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives an option that is not on the command line the value of its variable: {@code
 * --drain-timeout} that of {@code ECHOD_DRAIN_TIMEOUT}, {@code -vv} that of {@code
 * ECHOD_VERBOSE=2}. An empty variable counts as none.
 *
 * @param serves whether the server's own options are wanted, rather than those of another command
 */
record Environment(Map<String, String> variables, boolean serves) implements IDefaultValueProvider {

  /** Between the flags that a number of a variable stands for. */
  static final String LEVEL_SEPARATOR = ",";

  static final String PREFIX = "ECHOD_";

  private static final String VERBOSE = "--verbose";

  /** The launcher's, for the virtual machine. */
  private static final String LAUNCHERS = "ECHOD_JAVA_OPTS";

  /**
   * Kubernetes and Docker set these by themselves, for a service or a container named echod: {@code
   * ECHOD_SERVICE_HOST}, {@code ECHOD_PORT_10234_TCP_ADDR} and so on.
   */
  private static final Pattern INJECTED_NAME =
      Pattern.compile("ECHOD_(SERVICE_(HOST|PORT).*|PORT_[0-9]+_(TCP|UDP|SCTP).*|NAME|ENV_.*)");

  /** And this one, {@code ECHOD_PORT}, which is a setting as well. */
  private static final Pattern INJECTED_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)
        || (!serves && option.command().parent() == null)) {
      return null;
    }
    String value = variables.getOrDefault(variableOf(option), "");
    if (!isValue(variableOf(option), value)) {
      return null;
    }
    if (option.longestName().equals(VERBOSE) && option.type().isArray()) {
      return levels(value);
    }
    return option.arity().max() == 0 ? null : value;
  }

  /** As many flags as the number says; what is none, for its converter to refuse. */
  private static @Nullable String levels(String value) {
    return switch (value) {
      case "0", "false" -> null;
      case "1", "2" ->
          String.join(LEVEL_SEPARATOR, Collections.nCopies(Integer.parseInt(value), "true"));
      default -> value;
    };
  }

  /** Whether a variable is meant for us. */
  static boolean isValue(String variable, String value) {
    return !value.isEmpty()
        && !(variable.equals("ECHOD_PORT") && INJECTED_PORT.matcher(value).matches());
  }

  /** Whether others use a variable whose name begins as ours do. */
  static boolean isOthers(String variable) {
    return variable.equals(LAUNCHERS) || INJECTED_NAME.matcher(variable).matches();
  }

  /** A line for each variable whose name begins as ours do and is none of them. */
  List<String> unknown(CommandSpec command) {
    Set<String> known = new TreeSet<>();
    command.options().forEach(option -> known.add(variableOf(option)));
    List<String> lines = new ArrayList<>();
    for (String variable : new TreeSet<>(variables.keySet())) {
      if (variable.startsWith(PREFIX) && !isOthers(variable) && !known.contains(variable)) {
        String meant =
            Similar.to(variable.toUpperCase(Locale.ROOT), known)
                .map(name -> "; did you mean $" + name + "?")
                .orElse("");
        lines.add("$" + variable + " is not a setting, and has no effect" + meant);
      }
    }
    return lines;
  }

  static String variableOf(OptionSpec option) {
    String name = option.longestName().substring("--".length());
    return PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
