/** A seed's draws for the echo server, and how the server comes to its end. */
@NullMarked
package io.echod.simulate.server.plan;

import org.jspecify.annotations.NullMarked;
