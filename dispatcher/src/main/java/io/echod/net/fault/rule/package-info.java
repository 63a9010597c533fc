/** The rules of faults: what a fault does, which connections and bytes it strikes, and when. */
@NullMarked
package io.echod.net.fault.rule;

import org.jspecify.annotations.NullMarked;
