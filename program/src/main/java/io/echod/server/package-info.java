/** The echo server: one dispatcher per core, and what operating it needs. */
@NullMarked
package io.echod.server;

import org.jspecify.annotations.NullMarked;
