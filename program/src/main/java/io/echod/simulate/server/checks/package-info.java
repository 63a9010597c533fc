/**
 * Invariants of every turn of the server's dispatcher: its statistics, its open sources, its
 * registrations, and the order of its tasks.
 */
@NullMarked
package io.echod.simulate.server.checks;

import org.jspecify.annotations.NullMarked;
