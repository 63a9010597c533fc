package io.echod.settings;

/** The kind of a setting's values, and how they are written. */
public interface Kind<T> {

  /** The placeholder of a value in the help, such as {@code TIME}. */
  String label();

  /**
   * Reads a value.
   *
   * @throws BadValue where the text is none, or is out of range
   */
  T parse(String text);

  /** Writes a value as {@link #parse} reads it. */
  String print(T value);

  /**
   * Checks a value that was not read from a text.
   *
   * @throws BadValue where it is out of range
   */
  default void check(T value) {}

  /** How a file that knows types writes a value. */
  enum Form {
    /** In quotes, whatever it says: a number may be meant as one. */
    TEXT,
    NUMBER,
    /** In quotes, or as a number where it is one; its own mistakes say most. */
    WORD
  }

  /** How a file that knows types writes a value. */
  default Form form() {
    return Form.WORD;
  }

  /** Whether it is written as a flag without a value; {@code true} is then what it stands for. */
  default boolean isFlag() {
    return false;
  }

  /** Whether one command line may give it several times, which {@link #join} makes one value of. */
  default boolean isRepeatable() {
    return false;
  }

  /** The meaning of two values that are given one after the other; only where it is repeatable. */
  default T join(T earlier, T later) {
    return later;
  }
}
