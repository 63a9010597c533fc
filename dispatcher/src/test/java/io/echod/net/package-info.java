/**
 * Tests of the endpoints.
 *
 * <p>Classes named {@code ...Contract} run on any kernel that has a network, both ends on one
 * dispatcher; {@link io.echod.net.TcpContracts} collects them, and one small class for each kernel
 * runs them all. The other tests script what the system does, in virtual time, with {@link
 * io.echod.net.ScriptedKernel}.
 */
@NullMarked
package io.echod.net;

import org.jspecify.annotations.NullMarked;
