/** Echo servers on other libraries of the Java world, to compare with. */
@NullMarked
package io.echod.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
