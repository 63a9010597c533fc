/**
 * Endpoints on a dispatcher: {@link io.echod.net.Listener} and {@link io.echod.net.Connection},
 * over TCP or Unix sockets, and {@link io.echod.net.datagram.Datagrams} over UDP.
 *
 * <p>Bytes that a socket does not take are queued on its connection, and reading pauses until the
 * peer has caught up: so a slow peer can't stall the others, and costs a bounded amount of memory.
 * See {@link io.echod.net.Connection} for how connections end.
 */
@NullMarked
package io.echod.net;

import org.jspecify.annotations.NullMarked;
