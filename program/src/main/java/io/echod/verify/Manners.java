package io.echod.verify;

/**
 * The findings of earlier cases about a server, for later ones to get along with.
 *
 * @param greetingBytes that it sends before it is spoken to
 * @param answerNanos after which it has answered a byte; 0 where that is not known
 */
record Manners(long greetingBytes, long answerNanos) {

  static final Manners UNKNOWN = new Manners(0, 0);
}
