/**
 * Tests of the endpoints.
 *
 * <p>Classes named {@code ...Contract} run on any kernel that has a network, both ends on one
 * dispatcher; {@link io.echod.net.TcpContracts} collects them, {@link io.echod.net.TcpTest} and
 * others run them all for each {@link io.echod.net.Side}. The other tests script what the system
 * does, in virtual time, with {@link io.echod.net.ScriptedKernel}.
 */
@NullMarked
package io.echod.net;

import org.jspecify.annotations.NullMarked;
