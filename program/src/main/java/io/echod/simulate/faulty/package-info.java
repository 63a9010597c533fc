/**
 * The echo server with faults on purpose, and what its clients must see of each: the bytes, and
 * when they come.
 */
@NullMarked
package io.echod.simulate.faulty;

import org.jspecify.annotations.NullMarked;
