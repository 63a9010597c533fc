/** The echo over UDP: whom it answers, how often, and what it has done. */
@NullMarked
package io.echod.server.udp;

import org.jspecify.annotations.NullMarked;
