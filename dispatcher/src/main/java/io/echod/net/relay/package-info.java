/** Two connections joined: what one receives, the other sends. */
@NullMarked
package io.echod.net.relay;

import org.jspecify.annotations.NullMarked;
