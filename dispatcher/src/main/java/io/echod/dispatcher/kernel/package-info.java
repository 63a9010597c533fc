/**
 * The seam: all that the dispatcher needs of an operating system, its clock included.
 *
 * <p>{@link io.echod.dispatcher.kernel.Kernel} states the contract. A side of the seam implements
 * it together with its {@link io.echod.dispatcher.kernel.StreamSource streams} and {@link
 * io.echod.dispatcher.kernel.ListeningSource listening sources}; nothing above the seam touches a
 * socket or a clock in any other way.
 */
@NullMarked
package io.echod.dispatcher.kernel;

import org.jspecify.annotations.NullMarked;
