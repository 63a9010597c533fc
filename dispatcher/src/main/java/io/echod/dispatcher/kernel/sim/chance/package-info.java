/** The inputs of a simulation: its options and seed, the streams of random numbers, the faults. */
@NullMarked
package io.echod.dispatcher.kernel.sim.chance;

import org.jspecify.annotations.NullMarked;
