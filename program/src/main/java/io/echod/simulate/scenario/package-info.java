/**
 * The words that all of the simulation shares: the {@link io.echod.simulate.scenario.Scenario}, the
 * {@link io.echod.simulate.scenario.World} that runs it, and how that can fail.
 */
@NullMarked
package io.echod.simulate.scenario;

import org.jspecify.annotations.NullMarked;
