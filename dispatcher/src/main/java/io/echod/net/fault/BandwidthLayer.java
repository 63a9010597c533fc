package io.echod.net.fault;

/** {@link Fault.Bandwidth}. */
final class BandwidthLayer extends OutputGate {

  private final TokenBucket bucket;

  BandwidthLayer(Site site, Fault.Bandwidth fault) {
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
