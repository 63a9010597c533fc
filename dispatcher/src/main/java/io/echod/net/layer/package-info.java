/**
 * The second seam: {@link io.echod.net.layer.Layer}, what may stand between a connection and its
 * socket.
 */
@NullMarked
package io.echod.net.layer;

import org.jspecify.annotations.NullMarked;
