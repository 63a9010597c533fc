/** The commands that measure: {@code echod bench} and {@code echod ping}. */
@NullMarked
package io.echod.cli.bench;

import org.jspecify.annotations.NullMarked;
