/** JSON (RFC 8259) as results are written in it. Depends on no other package of ours. */
@NullMarked
package io.echod.json;

import org.jspecify.annotations.NullMarked;
