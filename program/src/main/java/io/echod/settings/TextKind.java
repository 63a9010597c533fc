package io.echod.settings;

/** A text of one line, not blank, without control characters. */
public final class TextKind implements Kind<String> {

  /** The one there is. */
  public static final TextKind TEXT = new TextKind();

  private TextKind() {}

  @Override
  public String label() {
    return "TEXT";
  }

  @Override
  public Form form() {
    return Form.TEXT;
  }

  @Override
  public String parse(String text) {
    check(text);
    return text;
  }

  @Override
  public String print(String text) {
    return text;
  }

  @Override
  public void check(String text) {
    if (text.isBlank()) {
      throw new BadValue("'" + text + "' is blank; write a text");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new BadValue("the text has control characters; write one line without them");
    }
  }
}
