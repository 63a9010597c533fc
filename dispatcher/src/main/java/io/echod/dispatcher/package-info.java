/**
 * The dispatcher: {@link io.echod.dispatcher.Dispatcher} watches sources, timers and idle tasks and
 * calls the {@link io.echod.dispatcher.Handler} registered for each.
 *
 * <p>A turn, in this order, as coded in {@code Loop.turn}:
 *
 * <pre>
 *   ┌─▶ 1  timeout    none if an idle, posted or deferred task waits, or something held can be
 *   │                 delivered; else until the next timer
 *   │   2  await      the kernel fills the list of ready sources; where it would sleep and the
 *   │                 task of beforeSleep is due, that runs instead, and the next turn sleeps
 *   │   3  now        the clock is read, once for all that follows
 *   │   4  I/O        the callbacks of each source that is ready, then of each that holds
 *   │                 something, all reasons in one call; oldest first; asked again just before each
 *   │                 call: still registered? still interested? not paused? not new in this turn?
 *   │   5  timers     those due now, by deadline, then registration
 *   │   6  tasks      posted from other threads, up to a limit
 *   │   7  idle       one idle task, only if nothing above ran
 *   │   8  deferred   notices of cancelling, and reports of endpoints
 *   └───┘  while something is registered
 * </pre>
 *
 * <p>These hold in any order: a cancelled callback is never called again but for the one notice it
 * asked for; a callback registered within a turn is called from the next turn on; nothing is called
 * from within a call on the dispatcher.
 */
@NullMarked
package io.echod.dispatcher;

import org.jspecify.annotations.NullMarked;
