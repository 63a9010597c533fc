package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;

/** {@link Fault.Stall} of the output. */
public final class StallLayer extends OutputGate {

  private final StallTimes times;

  public StallLayer(Site site, Fault.Stall fault) {
    super(site);
    times = new StallTimes(fault, now(), live.untilBegin(now()));
  }

  @Override
  long room(long now, int wanted) {
    return times.room(offset);
  }

  @Override
  long nanosToOpen(long now) {
    return times.nanosToEnd(now, offset);
  }

  /** It begins once the bytes before it are through, whether or not others wait. */
  @Override
  void sent(long now, int room, int count) {
    times.nanosToEnd(now, offset);
  }
}
