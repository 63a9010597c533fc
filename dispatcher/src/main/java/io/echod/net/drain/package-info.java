/** The orderly end of many connections: what they received is answered before they close. */
@NullMarked
package io.echod.net.drain;

import org.jspecify.annotations.NullMarked;
