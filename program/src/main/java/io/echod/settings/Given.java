package io.echod.settings;

/**
 * A setting with a value for it.
 *
 * @param setting which
 * @param value that is in its range
 */
public record Given<T>(Setting<T> setting, T value) {

  /**
   * Reads the value.
   *
   * @throws BadValue where the text is none for this setting
   */
  public static <T> Given<T> parse(Setting<T> setting, String text) {
    return new Given<>(setting, setting.kind().parse(text));
  }
}
