/**
 * The Linux side of the seam: epoll(7) and sockets by direct calls of the C library, through the
 * JDK's Foreign Function and Memory interface. No native artefact belongs to it.
 */
@NullMarked
package io.echod.dispatcher.kernel.epoll;

import org.jspecify.annotations.NullMarked;
