/**
 * Faults on purpose: connections that are slow, cut, corrupted or silent in exactly the way that a
 * {@link io.echod.net.fault.rule.FaultRule} says, and the same again from the same seed.
 *
 * <p>{@link io.echod.net.fault.Faults} holds the rules of a listener and puts one layer on a
 * connection for each rule that applies to it. A connection to which none applies has no layer.
 */
@NullMarked
package io.echod.net.fault;

import org.jspecify.annotations.NullMarked;
