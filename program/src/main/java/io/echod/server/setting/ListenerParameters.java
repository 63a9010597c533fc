package io.echod.server.setting;

import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.tls.TlsSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Given;
import io.echod.settings.Kind;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import io.echod.settings.Similar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of its own that a listener has, as the query of its URL: {@code
 * tls://:10235?cert=c.pem&key=k.pem&idle-timeout=5m}. Those of TLS are written with or without
 * their {@code tls-}; {@code mode} is that of a Unix socket's file; a socket that is handed over
 * with the {@code name} of a listener takes its place.
 */
public final class ListenerParameters {

  /** The mode of a Unix socket's file, in octal digits. */
  public static final String MODE = "mode";

  /** The name of sockets that are handed over for the listener. */
  public static final String NAME = "name";

  private ListenerParameters() {}

  /**
   * The server's settings with the listener's own over them.
   *
   * @throws BadValue where one of its own is none, or has a value that it can't have
   */
  public static Settings over(Settings server, Address listener) {
    Settings settings = server;
    Set<Setting<?>> seen = new HashSet<>();
    for (Map.Entry<String, String> parameter : listener.parameters().entrySet()) {
      String name = parameter.getKey();
      if (isOwn(listener.transport(), name)) {
        continue;
      }
      Setting<?> setting =
          find(listener.transport(), name).orElseThrow(() -> unknown(listener, name));
      if (!seen.add(setting)) {
        throw new BadValue(
            place(server, listener) + name + ": is given with and without tls-; write it once");
      }
      try {
        settings = settings.add(Given.parse(setting, value(setting, parameter)), Origin.LISTENER);
      } catch (BadValue wrong) {
        throw new BadValue(place(server, listener) + name + ": " + wrong.getMessage());
      }
    }
    return settings;
  }

  /** Whether it says something about the listener that the server has no setting for. */
  private static boolean isOwn(Transport transport, String name) {
    return name.equals(NAME) || (name.equals(MODE) && transport == Transport.UNIX);
  }

  /** How a listener is named in front of what is wrong with it: its place in a file, its URL. */
  public static String place(Settings settings, Address listener) {
    String url = "'" + listener + "': ";
    return settings.placeOf(listener).map(place -> place + ": " + url).orElse(url);
  }

  /** A flag needs no value. */
  private static String value(Setting<?> setting, Map.Entry<String, String> parameter) {
    return setting.kind().isFlag() && parameter.getValue().isEmpty()
        ? "true"
        : parameter.getValue();
  }

  private static Optional<Setting<?>> find(Transport transport, String name) {
    for (Setting<?> setting : ServerSettings.ALL) {
      if (isOf(setting, transport)
          && (setting.name().equals(name) || setting.name().equals(TlsSettings.PREFIX + name))) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /** The kind of values of that name, for any listener; empty where there is none. */
  public static Optional<Kind<?>> kind(String name) {
    return find(Transport.TLS, name).map(Setting::kind);
  }

  private static boolean isOf(Setting<?> setting, Transport transport) {
    return setting.isOfListener()
        && (transport != Transport.UDP || setting == ServerSettings.FAULT)
        && (transport == Transport.TLS || !setting.name().startsWith(TlsSettings.PREFIX));
  }

  /** The names that a listener may have, as a URL writes them. */
  public static List<String> names(Transport transport) {
    List<String> names = new ArrayList<>();
    names.add(NAME);
    if (transport == Transport.UNIX) {
      names.add(MODE);
    }
    for (Setting<?> setting : ServerSettings.ALL) {
      if (isOf(setting, transport)) {
        String name = setting.name();
        names.add(
            name.startsWith(TlsSettings.PREFIX)
                ? name.substring(TlsSettings.PREFIX.length())
                : name);
      }
    }
    return names;
  }

  private static BadValue unknown(Address listener, String name) {
    List<String> names = names(listener.transport());
    return new BadValue(
        "'"
            + listener
            + "': no listener of "
            + listener.transport().scheme()
            + " has a setting '"
            + name
            + "'"
            + Similar.to(name, names)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; it has " + String.join(", ", names)));
  }
}
