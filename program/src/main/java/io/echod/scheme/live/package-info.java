/** A session that others talk to while its loop runs: at a terminal, a pipe or a socket. */
@NullMarked
package io.echod.scheme.live;

import org.jspecify.annotations.NullMarked;
