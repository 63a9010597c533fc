/**
 * Measures echo servers: what load, ping and their results have in common. Runs on a dispatcher and
 * a kernel factory only, so that the simulator can run it.
 */
@NullMarked
package io.echod.measure;

import org.jspecify.annotations.NullMarked;
