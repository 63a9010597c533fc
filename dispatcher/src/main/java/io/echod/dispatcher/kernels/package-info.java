/** The kernels that there are, for programs that would rather not choose one. */
@NullMarked
package io.echod.dispatcher.kernels;

import org.jspecify.annotations.NullMarked;
