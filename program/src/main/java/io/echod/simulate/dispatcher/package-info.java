/**
 * The world of the dispatcher: a driver makes random calls of a real dispatcher and of its model,
 * and a comparison checks that both call the same handlers in the same order.
 *
 * <pre>
 *   DispatcherWorld ──▶ actions ──▶ ApiDriver ──▶ Comparison ──▶ model
 * </pre>
 */
@NullMarked
package io.echod.simulate.dispatcher;

import org.jspecify.annotations.NullMarked;
