/** The cost of the dispatcher itself, apart from any operating system. */
@NullMarked
package io.echod.benchmarks;

import org.jspecify.annotations.NullMarked;
