/** Scripts as files: reads, checks, loads and reloads them. */
@NullMarked
package io.echod.scheme.script;

import org.jspecify.annotations.NullMarked;
