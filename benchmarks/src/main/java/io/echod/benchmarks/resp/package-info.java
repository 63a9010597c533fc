/** One small server of the Redis protocol (RESP), on echod's library and on Netty. */
@NullMarked
package io.echod.benchmarks.resp;

import org.jspecify.annotations.NullMarked;
