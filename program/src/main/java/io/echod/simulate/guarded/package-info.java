/**
 * The echo server with limits and behind a proxy, and clients of whom it is known what they meet.
 */
@NullMarked
package io.echod.simulate.guarded;

import org.jspecify.annotations.NullMarked;
