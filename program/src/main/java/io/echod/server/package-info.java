/** The echo server: a dispatcher per core, and what operating it needs. */
@NullMarked
package io.echod.server;

import org.jspecify.annotations.NullMarked;
