package io.echod.scheme.message;

import gnu.lists.LList;
import gnu.mapping.Symbol;
import kawa.lang.NamedException;

/**
 * A mistake of the script's; the message is for its author. An error object to the script, as those
 * of {@code error} are, so that {@code error-object-message} has the message.
 */
public final class SchemeError extends NamedException {

  private static final long serialVersionUID = 1;

  private final String message;

  /**
   * Tells the author.
   *
   * @param message one line: what was wrong, and what would be right
   */
  public SchemeError(String message) {
    super(Symbol.valueOf("misc-error"), new Object[] {message});
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }

  @Override
  public Object getObjectMessage() {
    return message;
  }

  @Override
  public LList getObjectIrritants() {
    return LList.Empty;
  }

  @Override
  public String toString() {
    return message;
  }
}
