/**
 * The server and the dispatcher under a simulated network, seed after seed: random clients, faults
 * and calls, checks at every step, and for a failure the smallest scenario that still fails.
 *
 * <pre>
 *   Scenario ──▶ Simulation ──▶ ServerWorld      the echo server, its clients, a driver
 *      ▲             │     └──▶ DispatcherWorld  a dispatcher beside a naive model of it
 *      │             ▼
 *   Shrinker ◀── Outcome
 * </pre>
 */
@NullMarked
package io.echod.simulate;

import org.jspecify.annotations.NullMarked;
