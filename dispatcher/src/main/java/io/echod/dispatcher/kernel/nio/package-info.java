/** The portable side of the seam, on the selectors of {@code java.nio}. */
@NullMarked
package io.echod.dispatcher.kernel.nio;

import org.jspecify.annotations.NullMarked;
