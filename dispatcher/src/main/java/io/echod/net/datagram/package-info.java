/** UDP endpoints on a dispatcher: {@link io.echod.net.datagram.Datagrams}. */
@NullMarked
package io.echod.net.datagram;

import org.jspecify.annotations.NullMarked;
