package io.echod.verify;

/**
 * The outcome of a case.
 *
 * @param subject the case
 * @param verdict on it
 * @param seen what the server did
 * @param seconds that it took
 */
public record CaseResult(Case subject, Verdict verdict, String seen, double seconds) {}
