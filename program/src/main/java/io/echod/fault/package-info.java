/**
 * How faults are written: {@code reset,after=10k,connections=1..3}. {@link
 * io.echod.fault.FaultSyntax} reads a rule of {@link io.echod.net.fault}; {@link
 * io.echod.fault.FaultProfile} has several by one name.
 */
@NullMarked
package io.echod.fault;

import org.jspecify.annotations.NullMarked;
