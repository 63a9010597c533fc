/** The loop that a script runs on: its callbacks, its waits and its end. */
@NullMarked
package io.echod.scheme.runtime;

import org.jspecify.annotations.NullMarked;
