/** A script's displayed text, its errors and its trace, on their way out of the program. */
@NullMarked
package io.echod.scheme.output;

import org.jspecify.annotations.NullMarked;
