/**
 * The world of the echo server: clients call it, a driver uses its dispatcher, and every turn is
 * checked until it is drained or closed.
 *
 * <pre>
 *   ServerWorld ──▶ ServerDriver ──▶ calls ──▶ checks ──▶ clients ──▶ plan
 * </pre>
 */
@NullMarked
package io.echod.simulate.server;

import org.jspecify.annotations.NullMarked;
