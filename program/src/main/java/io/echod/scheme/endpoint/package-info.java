/** What {@code tcp-listen}, {@code tcp-answer}, {@code tcp-call} and {@code lfn-create} give. */
@NullMarked
package io.echod.scheme.endpoint;

import org.jspecify.annotations.NullMarked;
