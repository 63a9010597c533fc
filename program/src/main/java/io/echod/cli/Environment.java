package io.echod.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives an option that is not on the command line the value of its variable: {@code
 * --drain-timeout} that of {@code ECHOD_DRAIN_TIMEOUT}. An empty variable counts as none, and flags
 * have none.
 */
record Environment(Map<String, String> variables) implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.arity().max() == 0) {
      return null;
    }
    String value = variables.getOrDefault(variableOf(option), "");
    return isValue(value) ? value : null;
  }

  /** Whether a variable is meant for us. */
  static boolean isValue(String value) {
    // Kubernetes and Docker set ECHOD_PORT=tcp://... by themselves, for a service named echod.
    return !value.isEmpty() && !value.startsWith("tcp://");
  }

  static String variableOf(OptionSpec option) {
    String name = option.longestName().substring("--".length());
    return "ECHOD_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
