package io.echod.measure.load;

import org.HdrHistogram.Histogram;

/**
 * What one thread has measured in a while.
 *
 * @param startNanos since the measured phase began
 * @param lengthNanos of the while
 * @param latencies of the messages answered in it, from their intended time, in nanoseconds
 * @param errors in it
 */
public record Interval(long startNanos, long lengthNanos, Histogram latencies, long errors) {}
