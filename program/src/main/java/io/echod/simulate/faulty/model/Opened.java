package io.echod.simulate.faulty.model;

/**
 * A connection that a rule is for.
 *
 * @param from when it was accepted, at the earliest
 * @param by when, at the latest
 * @param ruleEnd when the rule ends
 * @param draws of the rule on it
 */
public record Opened(long from, long by, long ruleEnd, NaiveDraws draws) {

  /** How much later than asked for things happen: the time that the program's calls take. */
  public static final long SLACK = 400_000;
}
