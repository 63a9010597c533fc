/**
 * Simulates scenarios, seed after seed, up to the first that fails, and looks for the smallest
 * scenario that still fails so.
 *
 * <pre>
 *   Campaign ──▶ Simulation ──▶ server      the echo server, its clients, a driver
 *       │             │   ├─────▶ dispatcher  a dispatcher beside a naive model of it
 *       │             │   ├─────▶ faulty      the server with faults on purpose
 *       │             │   └─────▶ guarded     the server with limits, behind a proxy
 *       ▼             ▼
 *   Shrinker ◀──── Outcome                   scenario is below all of them
 * </pre>
 *
 * <p>No package here uses the one that holds it.
 */
@NullMarked
package io.echod.simulate;

import org.jspecify.annotations.NullMarked;
