/** Mistakes in the words of a script's author: what was wrong, where, and what would be right. */
@NullMarked
package io.echod.scheme.message;

import org.jspecify.annotations.NullMarked;
