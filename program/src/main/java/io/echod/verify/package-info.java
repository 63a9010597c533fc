/**
 * Whether an echo server behaves: a {@link io.echod.verify.Verification} runs {@linkplain
 * io.echod.verify.Cases cases} one after another, each a {@link io.echod.verify.Trial} with clients
 * of its own. Runs on a dispatcher only, so that the simulator can run it.
 */
@NullMarked
package io.echod.verify;

import org.jspecify.annotations.NullMarked;
