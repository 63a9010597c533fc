package io.echod.scheme;

/** A mistake of the script's; the message is for its author. */
final class SchemeError extends RuntimeException {

  private static final long serialVersionUID = 1;

  SchemeError(String message) {
    super(message);
  }
}
