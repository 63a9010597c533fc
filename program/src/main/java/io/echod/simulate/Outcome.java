package io.echod.simulate;

import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import java.util.Optional;

/**
 * The outcome of a scenario.
 *
 * @param scenario which one
 * @param hash what the traces of its worlds come down to; the same on every machine
 * @param tally how often each fault, kind of client and action occurred
 * @param failure empty where all promises were kept
 */
public record Outcome(Scenario scenario, long hash, Tally tally, Optional<Failure> failure) {}
