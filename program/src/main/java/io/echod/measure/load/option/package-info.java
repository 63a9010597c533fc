/** The options of a load: its target, shape, schedule, and how long or how many. */
@NullMarked
package io.echod.measure.load.option;

import org.jspecify.annotations.NullMarked;
