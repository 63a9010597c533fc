package io.echod.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of settings, and where each comes from: those that were given, and the defaults of all
 * others. Immutable; equal where the same values were given, wherever they come from.
 */
public final class Settings {

  /** Where a value comes from. */
  public enum Origin {
    DEFAULT,
    FLAG,
    VARIABLE,
    /** Another part of the program. */
    PROGRAM
  }

  /** Nothing given. */
  public static final Settings DEFAULT = new Settings(Map.of(), Map.of());

  /** In the order in which they were given: simulations go by what this prints. */
  private final Map<Setting<?>, Object> values;

  private final Map<Setting<?>, Origin> origins;

  private Settings(Map<Setting<?>, Object> values, Map<Setting<?>, Origin> origins) {
    this.values = values;
    this.origins = origins;
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

  /** Whether the value is not the default by which nobody has said anything. */
  public boolean isGiven(Setting<?> setting) {
    return origins.containsKey(setting);
  }

  /**
   * The same with another value.
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
   * The same with another value, which is joined with one of the same origin where the setting is
   * repeatable.
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

  private <T> Settings put(Setting<T> setting, T value, Origin origin) {
    Map<Setting<?>, Object> newValues = new LinkedHashMap<>(values);
    newValues.put(setting, Objects.requireNonNull(value));
    Map<Setting<?>, Origin> newOrigins = new LinkedHashMap<>(origins);
    newOrigins.put(setting, origin);
    return new Settings(newValues, newOrigins);
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
