/** What the dispatcher itself costs, apart from any operating system. */
@NullMarked
package io.echod.benchmarks;

import org.jspecify.annotations.NullMarked;
