package io.echod.cli.config;

import io.echod.net.address.Address;
import io.echod.server.setting.ListenerParameters;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Given;
import io.echod.settings.Kind;
import io.echod.settings.Settings;
import io.echod.settings.TextKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** The {@code [[listener]]} tables: {@code url}, and the settings of that listener. */
final class Listeners {

  private static final String URL = "url";

  private final List<String> mistakes;
  private final Function<TomlPosition, String> places;

  Listeners(List<String> mistakes, Function<TomlPosition, String> places) {
    this.mistakes = mistakes;
    this.places = places;
  }

  /** Adds all of them as the value of {@code listen}. */
  Settings addTo(
      Settings settings, Settings given, Object value, boolean listensBeside, String place) {
    if (!(value instanceof TomlArray array) || !isOfTables(array)) {
      mistakes.add(place + ": listener: is not a list of tables; write [[listener]]");
      return settings;
    }
    if (array.isEmpty()) {
      mistakes.add(
          place + ": listener: an empty array is given; write [[listener]], or leave the key out");
      return settings;
    }
    if (listensBeside) {
      mistakes.add(place + ": listener: listen says where to listen, too; write one of them");
      return settings;
    }
    List<Address> addresses = new ArrayList<>();
    Map<Address, String> found = new LinkedHashMap<>();
    for (int index = 0; index < array.size(); index++) {
      String own = places.apply(array.inputPositionOf(index));
      read(array.getTable(index), own)
          .ifPresent(address -> {
            addresses.add(address);
            found.put(address, own);
          });
    }
    if (given.isGiven(ServerSettings.LISTEN) || addresses.isEmpty()) {
      return settings;
    }
    Settings added =
        settings.addFromFile(new Given<>(ServerSettings.LISTEN, List.copyOf(addresses)), place);
    for (Map.Entry<Address, String> one : found.entrySet()) {
      added = added.withPlace(one.getKey(), one.getValue());
    }
    return added;
  }

  private static boolean isOfTables(TomlArray array) {
    for (int index = 0; index < array.size(); index++) {
      if (!(array.get(index) instanceof TomlTable)) {
        return false;
      }
    }
    return true;
  }

  private Optional<Address> read(TomlTable table, String place) {
    Object value = table.get(List.of(URL));
    if (value == null) {
      mistakes.add(place + ": listener: has no url; write url = \"tcp://HOST:PORT\"");
      return Optional.empty();
    }
    if (!(value instanceof String url)) {
      mistakes.add(
          place(table, URL, place)
              + ": url: "
              + Values.noun(value)
              + " is given; write url = \"tcp://HOST:PORT\"");
      return Optional.empty();
    }
    int before = mistakes.size();
    Optional<Address> address = parsed(url, place(table, URL, place));
    for (String key : table.keySet()) {
      if (!key.equals(URL) && address.isPresent()) {
        address = with(address.get(), key, table, place(table, key, place));
      }
    }
    return mistakes.size() == before ? address : Optional.empty();
  }

  private String place(TomlTable table, String key, String otherwise) {
    TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? otherwise : places.apply(position);
  }

  private Optional<Address> parsed(String url, String place) {
    try {
      List<Address> one = ServerSettings.LISTEN.kind().parse(url);
      if (one.size() == 1) {
        return Optional.of(one.getFirst());
      }
      mistakes.add(place + ": url: '" + url + "' is more than one; write a [[listener]] for each");
    } catch (BadValue wrong) {
      mistakes.add(place + ": url: " + wrong.getMessage());
    }
    return Optional.empty();
  }

  /** The address with one more setting, which is checked by itself, so that its place is known. */
  private Optional<Address> with(Address address, String key, TomlTable table, String place) {
    int before = mistakes.size();
    try {
      if (address.parameters().containsKey(key)) {
        throw new BadValue("the url says that, too; write it once");
      }
      String text = text(key, table.get(List.of(key)), place);
      if (mistakes.size() > before) {
        return Optional.of(address);
      }
      Address alone = withParameters(address, Map.of(key, text));
      ServerSettings.LISTEN.kind().check(List.of(alone));
      Map<String, String> all = new LinkedHashMap<>(address.parameters());
      all.put(key, text);
      return Optional.of(withParameters(address, all));
    } catch (BadValue wrong) {
      String message = String.valueOf(wrong.getMessage());
      // The keys that the table has already.
      String shorter = message.replaceFirst("^'[^']*': (" + Pattern.quote(key) + ": )?", "");
      mistakes.add(place + ": " + key + ": " + shorter);
      return Optional.of(address);
    }
  }

  private String text(String key, @Nullable Object value, String place) {
    Optional<Kind<?>> known = ListenerParameters.kind(key);
    boolean isOwn = key.equals(ListenerParameters.NAME) || key.equals(ListenerParameters.MODE);
    boolean isPlain = !(value instanceof TomlTable) && !(value instanceof TomlArray);
    if (value == null || (known.isEmpty() && !isOwn && isPlain)) {
      // That there is no such setting says more than what is wrong with its value.
      return "";
    }
    if (key.equals(ServerSettings.FAULT.name())) {
      return new FaultTables(mistakes, places).text(value, place);
    }
    if (key.equals(ListenerParameters.MODE) && value instanceof Long) {
      // 0o660 is 432 by now, and TOML has no 0660.
      throw new BadValue("a number is given; write mode = \"0660\"");
    }
    return String.join(",", Values.texts(known.orElse(TextKind.TEXT), value));
  }

  private static Address withParameters(Address address, Map<String, String> parameters) {
    return new Address(
        address.transport(), address.host(), address.port(), address.path(), parameters);
  }
}
