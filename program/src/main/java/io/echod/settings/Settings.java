package io.echod.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of settings, and where each comes from: those that were given, and the defaults of all
 * others. Immutable; equal where the same values were given, wherever they come from.
 */
public final class Settings {

  /** Where a value comes from. */
  public enum Origin {
    DEFAULT,
    /** A file of settings. */
    FILE,
    VARIABLE,
    FLAG,
    /** The listener's own, of a URL. */
    LISTENER,
    /** Another part of the program. */
    PROGRAM
  }

  /** Nothing given. */
  public static final Settings DEFAULT = new Settings(Map.of(), Map.of(), Map.of());

  /** In the order in which they were given: simulations go by what this prints. */
  private final Map<Setting<?>, Object> values;

  private final Map<Setting<?>, Origin> origins;

  /** The place in a file of settings and parts of values that are from one. */
  private final Map<Object, String> places;

  private Settings(
      Map<Setting<?>, Object> values, Map<Setting<?>, Origin> origins, Map<Object, String> places) {
    this.values = values;
    this.origins = origins;
    this.places = places;
  }

  /** The value that was given, or else the default. */
  public <T> T get(Setting<T> setting) {
    // Only add puts in values, each a setting's own.
    @SuppressWarnings("unchecked")
    T value = (T) values.get(setting);
    return value == null ? setting.byDefault() : value;
  }

  /** The value as it is written. */
  public <T> String print(Setting<T> setting) {
    return setting.kind().print(get(setting));
  }

  /** Where the value comes from. */
  public Origin origin(Setting<?> setting) {
    return origins.getOrDefault(setting, Origin.DEFAULT);
  }

  /**
   * How the user finds the value: {@code --port}, {@code $ECHOD_PORT}, or a place in a file and the
   * key.
   */
  public String source(Setting<?> setting) {
    return switch (origin(setting)) {
      case FLAG -> setting.flag();
      case VARIABLE -> "$" + setting.variable();
      case FILE -> places.getOrDefault(setting, "file") + ": " + setting;
      case DEFAULT -> "default";
      case PROGRAM, LISTENER -> setting.name();
    };
  }

  /** Whether the value was given, and is not the default. */
  public boolean isGiven(Setting<?> setting) {
    return origins.containsKey(setting);
  }

  /**
   * Returns these settings with another value.
   *
   * @throws BadValue where it is out of range; the message names the setting
   */
  public <T> Settings with(Setting<T> setting, T value) {
    try {
      setting.kind().check(value);
    } catch (BadValue wrong) {
      throw new BadValue(setting + ": " + wrong.getMessage());
    }
    return put(setting, value, Origin.PROGRAM);
  }

  /**
   * Returns these settings with another value for one that is not given: the one found out for its
   * default.
   */
  public <T> Settings withDefault(Setting<T> setting, T value) {
    Settings found = put(setting, value, Origin.DEFAULT);
    Map<Setting<?>, Origin> newOrigins = new LinkedHashMap<>(found.origins);
    newOrigins.remove(setting);
    return new Settings(found.values, newOrigins, places);
  }

  /**
   * Returns these settings with another value, which is joined with one of the same origin where
   * the setting is repeatable.
   */
  public <T> Settings add(Given<T> given, Origin origin) {
    Setting<T> setting = given.setting();
    return put(
        setting,
        setting.kind().isRepeatable() && origin(setting) == origin
            ? setting.kind().join(get(setting), given.value())
            : given.value(),
        origin);
  }

  /**
   * Returns these settings with a value from a file, in place of any other of the setting.
   *
   * @param place where in the file, such as {@code echod.toml, line 3, column 1}
   */
  public <T> Settings addFromFile(Given<T> given, String place) {
    Settings added = put(given.setting(), given.value(), Origin.FILE);
    return added.withPlace(given.setting(), place);
  }

  /** As above, with the place in a file of each part of a value, such as one of several. */
  public Settings withPlace(Object part, String place) {
    Map<Object, String> newPlaces = new LinkedHashMap<>(places);
    newPlaces.put(part, place);
    return new Settings(values, origins, newPlaces);
  }

  /** Where in a file a part of a value is. */
  public Optional<String> placeOf(Object part) {
    return Optional.ofNullable(places.get(part));
  }

  /** Returns these settings, but for one, which has the value that others have, and its source. */
  public Settings withValueOf(Settings others, Setting<?> setting) {
    Map<Setting<?>, Object> newValues = new LinkedHashMap<>(values);
    Map<Setting<?>, Origin> newOrigins = new LinkedHashMap<>(origins);
    newValues.remove(setting);
    newOrigins.remove(setting);
    Object value = others.values.get(setting);
    if (value != null) {
      newValues.put(setting, value);
      newOrigins.put(setting, others.origin(setting));
    }
    return new Settings(newValues, newOrigins, places);
  }

  /** Only what is from elsewhere than from a file. */
  public Settings withoutFile() {
    Map<Setting<?>, Object> newValues = new LinkedHashMap<>(values);
    newValues.keySet().removeIf(setting -> origin(setting) == Origin.FILE);
    Map<Setting<?>, Origin> newOrigins = new LinkedHashMap<>(origins);
    newOrigins.values().removeIf(origin -> origin == Origin.FILE);
    return new Settings(newValues, newOrigins, Map.of());
  }

  private <T> Settings put(Setting<T> setting, T value, Origin origin) {
    Map<Setting<?>, Object> newValues = new LinkedHashMap<>(values);
    newValues.put(setting, Objects.requireNonNull(value));
    Map<Setting<?>, Origin> newOrigins = new LinkedHashMap<>(origins);
    newOrigins.put(setting, origin);
    return new Settings(newValues, newOrigins, places);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
