/** Scheme's own procedures as scripts get them: quicker, and with integers that are looked at. */
@NullMarked
package io.echod.scheme.standard;

import org.jspecify.annotations.NullMarked;
