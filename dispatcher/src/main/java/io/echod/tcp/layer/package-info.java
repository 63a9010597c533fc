/**
 * The second seam: {@link io.echod.tcp.layer.Layer}, what may stand between a connection and its
 * socket.
 */
@NullMarked
package io.echod.tcp.layer;

import org.jspecify.annotations.NullMarked;
