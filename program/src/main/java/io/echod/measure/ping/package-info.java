/** Round trips to an echo server, one at a time. */
@NullMarked
package io.echod.measure.ping;

import org.jspecify.annotations.NullMarked;
