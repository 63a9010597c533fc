/**
 * What happens at the edges of the machine: where the stack ends, where the heap is full, and where
 * threads do whatever they like.
 */
@NullMarked
package io.echod.edge;

import org.jspecify.annotations.NullMarked;
