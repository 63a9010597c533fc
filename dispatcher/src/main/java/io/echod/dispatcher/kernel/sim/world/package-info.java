/** The world of a simulated network: its clocks, its agenda, and whether a fault happens. */
@NullMarked
package io.echod.dispatcher.kernel.sim.world;

import org.jspecify.annotations.NullMarked;
