/** The procedures that scripts call, one thin Java method each, and what they take. */
@NullMarked
package io.echod.scheme.procedure;

import org.jspecify.annotations.NullMarked;
