/**
 * Scheme on the dispatcher: network servers written in a few lines, run by Kawa. A {@link
 * io.echod.scheme.Session} is one script's world, composed of the packages below; none of those
 * knows it.
 *
 * <p>Strings carry bytes: a character for each, 0 to 255, from the source file to the socket and to
 * standard output, untouched.
 */
@NullMarked
package io.echod.scheme;

import org.jspecify.annotations.NullMarked;
