/**
 * Results of loads, put together for people: intervals over time, spreads of repeated runs,
 * comparisons, and a page of HTML that needs no other file.
 */
@NullMarked
package io.echod.measure.report;

import org.jspecify.annotations.NullMarked;
