package io.echod.simulate.server.plan;

import io.echod.dispatcher.kernel.sim.SimNetwork;

/** The action that ended a server, and its time: the server's debt to its clients depends on it. */
public final class ServerFate {

  private final SimNetwork network;
  private final long drainNanos;
  private final long lingerNanos;
  private boolean draining;
  private boolean destroyed;
  private long drainBeganNanos;

  /** Nothing has been done to end it yet. */
  public ServerFate(SimNetwork network, ServerPlan plan) {
    this.network = network;
    drainNanos = plan.drainNanos();
    lingerNanos = plan.lingerNanos();
  }

  /** A drain begins, unless one has begun. */
  public void drains() {
    if (!draining) {
      draining = true;
      drainBeganNanos = network.nanoTime();
    }
  }

  /** Its dispatcher was closed under it. */
  public void destroyed() {
    destroyed = true;
  }

  /** Whether a drain has begun. */
  public boolean isDraining() {
    return draining;
  }

  /** Whether its dispatcher was closed under it, which loses what it owes. */
  public boolean isDestroyed() {
    return destroyed;
  }

  /** Whether it is being ended, or was. */
  public boolean isEnding() {
    return draining || destroyed;
  }

  /** Whether stragglers may have been cut by now. */
  public boolean mayHaveCut() {
    return draining && network.nanoTime() - drainBeganNanos >= drainNanos;
  }

  /** Whether a client whose input the drain has ended may by now be reset. */
  public boolean mayHaveLingered() {
    return draining && mayHaveLingered(drainBeganNanos);
  }

  /** As above for one that ended by itself at that time. */
  public boolean mayHaveLingered(long endedNanos) {
    return network.nanoTime() - endedNanos >= lingerNanos;
  }
}
