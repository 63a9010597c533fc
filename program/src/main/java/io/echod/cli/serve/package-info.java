/** {@code serve} and {@code config}. */
@NullMarked
package io.echod.cli.serve;

import org.jspecify.annotations.NullMarked;
