/** Parts of endpoints that know nothing of them. */
@NullMarked
package io.echod.net.part;

import org.jspecify.annotations.NullMarked;
