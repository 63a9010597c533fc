/**
 * Behaviour at the edges of the machine: where the stack ends, where the heap is full, and where
 * threads make any calls.
 */
@NullMarked
package io.echod.edge;

import org.jspecify.annotations.NullMarked;
