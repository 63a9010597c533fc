package io.echod.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The description of one setting, from which all that shows it is made. */
public final class Setting<T> {

  private static final String VARIABLE_PREFIX = "ECHOD_";

  /** Whether a running server may be given another value. */
  public enum Change {
    AT_START,
    AT_RELOAD
  }

  private final String name;
  private final List<String> flags;
  private final Kind<T> kind;
  private final Supplier<T> byDefault;
  private final Optional<String> defaultWords;
  private final String text;
  private final Change change;

  /** Whether a listener may have a value of its own. */
  private final boolean isOfListener;

  private Setting(
      String name,
      List<String> flags,
      Kind<T> kind,
      Supplier<T> byDefault,
      Optional<String> defaultWords,
      String text,
      Change change,
      boolean isOfListener) {
    this.name = name;
    this.flags = flags;
    this.kind = kind;
    this.byDefault = byDefault;
    this.defaultWords = defaultWords;
    this.text = text;
    this.change = change;
    this.isOfListener = isOfListener;
  }

  /**
   * One that is fixed at the start, and has no letter.
   *
   * @param name in lower case, words joined by hyphens
   * @param value it has where it is not given
   * @param text sentences for the help, without the default
   */
  public static <T> Setting<T> of(String name, Kind<T> kind, T value, String text) {
    return new Setting<>(
        name,
        List.of("--" + name),
        kind,
        () -> value,
        Optional.empty(),
        text,
        Change.AT_START,
        false);
  }

  /**
   * Describes a setting whose value is found out when it is asked for, or says little.
   *
   * @param words the text in place of the value: {@code none}; nothing where they are empty
   */
  public static <T> Setting<T> of(
      String name, Kind<T> kind, Supplier<T> value, String words, String text) {
    return new Setting<>(
        name, List.of("--" + name), kind, value, Optional.of(words), text, Change.AT_START, false);
  }

  /** Returns this setting with a letter, which stands for the name behind one hyphen. */
  public Setting<T> letter(char newLetter) {
    List<String> both = List.of("-" + newLetter, flag());
    return new Setting<>(name, both, kind, byDefault, defaultWords, text, change, isOfListener);
  }

  /** Returns this setting as one that a reload may change. */
  public Setting<T> reloadable() {
    return new Setting<>(
        name, flags, kind, byDefault, defaultWords, text, Change.AT_RELOAD, isOfListener);
  }

  /** Returns this setting as one that a listener may have a value of its own of. */
  public Setting<T> ofListener() {
    return new Setting<>(name, flags, kind, byDefault, defaultWords, text, change, true);
  }

  /** For example {@code drain-timeout}. */
  public String name() {
    return name;
  }

  /** For example {@code --drain-timeout}. */
  public String flag() {
    return "--" + name;
  }

  /** Its flags, the one with a letter first. */
  public List<String> flags() {
    return flags;
  }

  /** For example {@code ECHOD_DRAIN_TIMEOUT}. */
  public String variable() {
    return VARIABLE_PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The kind of its values. */
  public Kind<T> kind() {
    return kind;
  }

  /** The value where none is given. */
  public T byDefault() {
    return byDefault.get();
  }

  /** The text for the default; empty where there is none. */
  public String defaultWords() {
    return defaultWords.orElseGet(() -> kind.print(byDefault()));
  }

  /** The description of its effect, in sentences. */
  public String text() {
    return text;
  }

  /** When it may change. */
  public Change change() {
    return change;
  }

  /** Whether a listener may have a value of its own, which goes before the server's. */
  public boolean isOfListener() {
    return isOfListener;
  }

  @Override
  public String toString() {
    return name;
  }
}
