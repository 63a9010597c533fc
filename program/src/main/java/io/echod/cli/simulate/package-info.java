/** {@code simulate}: seeds, progress and what a failure prints. */
@NullMarked
package io.echod.cli.simulate;

import org.jspecify.annotations.NullMarked;
