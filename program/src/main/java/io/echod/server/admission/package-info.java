/** The way in for clients: limits, lists, and addresses from a proxy. */
@NullMarked
package io.echod.server.admission;

import org.jspecify.annotations.NullMarked;
