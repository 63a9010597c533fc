/** The commands. The one place, beside tests, that names a concrete kernel. */
@NullMarked
package io.echod.cli;

import org.jspecify.annotations.NullMarked;
