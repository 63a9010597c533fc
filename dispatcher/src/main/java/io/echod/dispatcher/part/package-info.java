/** Parts of a dispatcher that know nothing of its callbacks. */
@NullMarked
package io.echod.dispatcher.part;

import org.jspecify.annotations.NullMarked;
