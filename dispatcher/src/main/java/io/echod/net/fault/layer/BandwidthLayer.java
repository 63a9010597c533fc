package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;

/** {@link Fault.Bandwidth}. */
public final class BandwidthLayer extends OutputGate {

  private final TokenBucket bucket;

  public BandwidthLayer(Site site, Fault.Bandwidth fault) {
    super(site);
    bucket = fault.isShared() ? live.sharedBucket : new TokenBucket(fault, now());
  }

  @Override
  long room(long now, int wanted) {
    return bucket.take(wanted, now);
  }

  @Override
  long nanosToOpen(long now) {
    return bucket.nanosToGoOn(now);
  }

  @Override
  void sent(long now, int room, int count) {
    bucket.giveBack(room - count);
  }
}
