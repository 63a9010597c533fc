package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;

/** {@link Fault.Slice}. */
public final class SliceLayer extends OutputGate {

  private final Fault.Slice fault;
  private final long gapNanos;
  private int left;
  private long openNanos;

  public SliceLayer(Site site, Fault.Slice fault) {
    super(site);
    this.fault = fault;
    gapNanos = fault.gap().toNanos();
    openNanos = now();
  }

  @Override
  long room(long now, int wanted) {
    if (left == 0) {
      struck();
      left = fault.min() + random.belowAt(offset, fault.max() - fault.min() + 1);
    }
    return left;
  }

  @Override
  long nanosToOpen(long now) {
    return Math.max(0, openNanos - now);
  }

  @Override
  void sent(long now, int room, int count) {
    left -= count;
    if (left == 0) {
      openNanos = now + gapNanos;
    }
  }
}
