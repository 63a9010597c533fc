package io.echod.cli;

import io.echod.cli.config.ConfigFile;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import io.echod.settings.Similar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Gives a setting that is not on the command line the value of its variable: {@code
 * --drain-timeout} that of {@code ECHOD_DRAIN_TIMEOUT}, {@code -vv} that of {@code
 * ECHOD_VERBOSE=2}. An empty variable counts as none.
 */
record Environment(Map<String, String> variables) {

  private static final String PREFIX = "ECHOD_";

  /** The launcher's, for the virtual machine. */
  private static final String LAUNCHERS = "ECHOD_JAVA_OPTS";

  /**
   * Kubernetes and Docker set these by themselves, for a service or a container named echod: {@code
   * ECHOD_SERVICE_HOST}, {@code ECHOD_PORT_10234_TCP_ADDR} and so on.
   */
  private static final String INJECTED_NAME =
      "ECHOD_(SERVICE_(HOST|PORT).*|PORT_[0-9]+_(TCP|UDP|SCTP).*|NAME|ENV_.*)";

  /** And this one, {@code ECHOD_PORT}, which is a setting as well. */
  private static final String INJECTED_PORT = "(tcp|udp|sctp)://.*";

  /**
   * Adds the variables of those settings that were not given.
   *
   * @throws BadValue where one has a value that its setting can't have; the message names it
   */
  Settings addTo(Settings given, List<Setting<?>> table) {
    Settings all = given;
    for (Setting<?> setting : table) {
      String value = variables.getOrDefault(setting.variable(), "");
      if (!given.isGiven(setting) && isValue(setting.variable(), value)) {
        try {
          all = all.add(Given.parse(setting, value), Origin.VARIABLE);
        } catch (BadValue wrong) {
          throw new BadValue("$" + setting.variable() + ": " + wrong.getMessage());
        }
      }
    }
    return all;
  }

  /**
   * Adds the variables of those settings that were not given, and then what the file of settings
   * says, where there is one.
   *
   * @throws BadValue where one of them is wrong; a line for each mistake
   */
  Settings complete(Settings given, List<Setting<?>> table) {
    return withFile(addTo(given, table), table);
  }

  /** Adds what the file of settings says, where there is one; a pipe can be read only once. */
  static Settings withFile(Settings given, List<Setting<?>> table) {
    return given.isGiven(ServerSettings.CONFIG) ? ConfigFile.addTo(given, table) : given;
  }

  /** Whether a variable is meant for us. */
  private static boolean isValue(String variable, String value) {
    return !value.isEmpty()
        && !(variable.equals("ECHOD_PORT") && Pattern.matches(INJECTED_PORT, value));
  }

  /** A line for each variable whose name begins as ours do and is none of them. */
  List<String> unknown(List<Setting<?>> table) {
    List<String> lines = new ArrayList<>();
    for (String variable : variables.keySet()) {
      if (variable.startsWith(PREFIX) && !isOthers(variable) && !isKnown(variable, table)) {
        lines.add("$" + variable + " is not a setting, and has no effect" + meant(variable, table));
      }
    }
    Collections.sort(lines);
    return lines;
  }

  private static boolean isKnown(String variable, List<Setting<?>> table) {
    for (Setting<?> setting : table) {
      if (setting.variable().equals(variable)) {
        return true;
      }
    }
    return false;
  }

  private static String meant(String variable, List<Setting<?>> table) {
    List<String> known = table.stream().map(Setting::variable).toList();
    return Similar.to(variable.toUpperCase(Locale.ROOT), known)
        .map(name -> "; did you mean $" + name + "?")
        .orElse("");
  }

  /** Whether others use a variable whose name begins as ours do. */
  private static boolean isOthers(String variable) {
    return variable.equals(LAUNCHERS) || Pattern.matches(INJECTED_NAME, variable);
  }
}
