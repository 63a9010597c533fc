/** The command {@code echod verify}. */
@NullMarked
package io.echod.cli.verify;

import org.jspecify.annotations.NullMarked;
