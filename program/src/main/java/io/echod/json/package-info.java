/** JSON (RFC 8259) as results are written in it. Knows nobody. */
@NullMarked
package io.echod.json;

import org.jspecify.annotations.NullMarked;
