/**
 * Lines and records out of a connection: {@code LineReader}, and the {@code Input} that it reads
 * from.
 */
@NullMarked
package io.echod.net.line;

import org.jspecify.annotations.NullMarked;
