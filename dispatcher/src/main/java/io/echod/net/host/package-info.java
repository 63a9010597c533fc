/** Connecting to a host that has a name, and several addresses. */
@NullMarked
package io.echod.net.host;

import org.jspecify.annotations.NullMarked;
