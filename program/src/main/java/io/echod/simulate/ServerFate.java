package io.echod.simulate;

import io.echod.dispatcher.sim.SimNetwork;

/** What has been done to end a server, and when: what it owes its clients depends on it. */
final class ServerFate {

  private final SimNetwork network;
  private final long drainNanos;
  private final long lingerNanos;
  private boolean draining;
  private boolean destroyed;
  private long drainBeganNanos;

  ServerFate(SimNetwork network, ServerPlan plan) {
    this.network = network;
    drainNanos = plan.drainNanos();
    lingerNanos = plan.lingerNanos();
  }

  void drains() {
    if (!draining) {
      draining = true;
      drainBeganNanos = network.nanoTime();
    }
  }

  void destroyed() {
    destroyed = true;
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether its dispatcher was closed under it, which loses what it owes. */
  boolean isDestroyed() {
    return destroyed;
  }

  boolean isEnding() {
    return draining || destroyed;
  }

  /** Whether stragglers may have been cut by now. */
  boolean mayHaveCut() {
    return draining && network.nanoTime() - drainBeganNanos >= drainNanos;
  }

  /** Whether who was told the end by the drain may by now have been closed under its feet. */
  boolean mayHaveLingered() {
    return draining && mayHaveLingered(drainBeganNanos);
  }

  /** The same for one that ended by itself then. */
  boolean mayHaveLingered(long endedNanos) {
    return network.nanoTime() - endedNanos >= lingerNanos;
  }
}
