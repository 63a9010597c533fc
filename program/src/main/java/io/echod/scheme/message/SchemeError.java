package io.echod.scheme.message;

import gnu.lists.LList;
import gnu.mapping.Symbol;
import kawa.lang.NamedException;
import org.jspecify.annotations.Nullable;

/**
 * A mistake of the script's; the message is for its author. An error object to the script, as those
 * of {@code error} are, so that {@code error-object-message} has the message.
 */
public final class SchemeError extends NamedException {

  private static final long serialVersionUID = 1;

  private final String message;

  /** Its place; empty where the stack trace has it. */
  private final String place;

  /**
   * Reports to the author.
   *
   * @param message one line: what was wrong, and what would be right
   */
  public SchemeError(String message) {
    super(Symbol.valueOf("misc-error"), new Object[] {message});
    this.message = message;
    place = "";
  }

  /** As above, for a failure of another kind. */
  public SchemeError(String message, Throwable cause) {
    this(message, "", cause);
  }

  /** As above, for a failure at a place: {@code FILE:LINE}. */
  public SchemeError(String message, String place) {
    this(message, place, null);
  }

  /** As above for a failure of another kind at a place. */
  SchemeError(String message, String place, @Nullable Throwable cause) {
    super(Symbol.valueOf("misc-error"), new Object[] {message});
    this.message = message;
    this.place = place;
    if (cause != null) {
      initCause(cause);
    }
  }

  /** {@code FILE:LINE}, as far as it is known otherwise than by the stack trace. */
  String place() {
    return place;
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
    String where = Mistakes.place(this);
    return where.isEmpty() ? message : where + ": " + message;
  }
}
