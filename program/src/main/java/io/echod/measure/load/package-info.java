/**
 * Load on an echo server: a {@link io.echod.measure.load.Load} runs one {@link
 * io.echod.measure.load.LoadLoop} per thread, each with its own dispatcher, connections, schedule
 * and histograms.
 */
@NullMarked
package io.echod.measure.load;

import org.jspecify.annotations.NullMarked;
