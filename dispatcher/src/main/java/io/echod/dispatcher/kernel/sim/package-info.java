/**
 * A side of the seam without sockets: a network that is simulated, with virtual time and faults,
 * all of which follow from one number. A failure comes back, at once, on every machine.
 *
 * <pre>
 *   under test                                      │  the world
 *                                                   │
 *   handlers ─ Connection ─ Dispatcher ─ SimKernel ═╪═ SimNetwork ─ SimPeer ─ the test's clients
 *                                                   │     │ clock, links, faults, trace
 * </pre>
 *
 * <p>Time passes only while the kernel waits, which costs none in reality, and a little with every
 * call: a dispatcher's {@code monitor} is what drives the simulation. All of it runs on one thread.
 */
@NullMarked
package io.echod.dispatcher.kernel.sim;

import org.jspecify.annotations.NullMarked;
