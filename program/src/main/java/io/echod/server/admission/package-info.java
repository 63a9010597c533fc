/** Who is let in: limits, lists, and the way in behind a proxy. */
@NullMarked
package io.echod.server.admission;

import org.jspecify.annotations.NullMarked;
