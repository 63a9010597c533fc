/**
 * The results of {@code tcp-listen}, {@code tcp-answer}, {@code tcp-call} and {@code lfn-create}.
 */
@NullMarked
package io.echod.scheme.endpoint;

import org.jspecify.annotations.NullMarked;
