/**
 * TLS 1.2 and 1.3 (RFC 5246, RFC 8446) between a connection of {@link io.echod.net} and its socket.
 *
 * <p>{@link io.echod.tls.ServerTls} and {@link io.echod.tls.ClientTls} make the layers, {@link
 * io.echod.tls.Identity} reads certificates and keys.
 */
@NullMarked
package io.echod.tls;

import org.jspecify.annotations.NullMarked;
