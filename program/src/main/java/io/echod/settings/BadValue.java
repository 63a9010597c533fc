package io.echod.settings;

/** A text or a value that a setting can't have; the message says why, and what would be right. */
public final class BadValue extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** With a message for the user, without the setting's name. */
  public BadValue(String message) {
    super(message);
  }
}
