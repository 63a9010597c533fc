/** Strings that carry bytes, and values as Scheme writes them. */
@NullMarked
package io.echod.scheme.text;

import org.jspecify.annotations.NullMarked;
