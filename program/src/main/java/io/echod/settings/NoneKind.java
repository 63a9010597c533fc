package io.echod.settings;

/**
 * Values of another kind, or {@code none}.
 *
 * @param values all others
 * @param none what stands for it; outside of the range of the others, or of no effect
 */
public record NoneKind<T>(Kind<T> values, T none) implements Kind<T> {

  private static final String NONE = "none";

  @Override
  public String label() {
    return values.label();
  }

  @Override
  public Form form() {
    return values.form();
  }

  @Override
  public T parse(String text) {
    if (text.equals(NONE)) {
      return none;
    }
    try {
      return values.parse(text);
    } catch (BadValue wrong) {
      throw new BadValue(wrong.getMessage() + ", or " + NONE);
    }
  }

  @Override
  public String print(T value) {
    return value.equals(none) ? NONE : values.print(value);
  }

  @Override
  public void check(T value) {
    if (!value.equals(none)) {
      values.check(value);
    }
  }
}
