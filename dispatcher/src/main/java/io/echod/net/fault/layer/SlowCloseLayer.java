package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import java.io.IOException;

/** {@link Fault.SlowClose}. */
public final class SlowCloseLayer extends FaultLayer {

  private final long nanos;
  private boolean isEnding;
  private boolean hasEnded;
  private long endNanos;

  public SlowCloseLayer(Site site, Fault.SlowClose fault) {
    super(site);
    nanos = fault.time().toNanos();
  }

  @Override
  public void shutdownOutput() {
    if (!isEnding) {
      isEnding = true;
      endNanos = now() + nanos;
    }
  }

  @Override
  public boolean flush() throws IOException {
    boolean isFlushed = below.flush();
    if (!isFlushed || !isEnding || hasEnded) {
      return isFlushed;
    }
    long left = endNanos - now();
    if (left > 0 && isActive()) {
      struck();
      wakeIn(left);
      return false;
    }
    hasEnded = true;
    below.shutdownOutput();
    return below.flush();
  }

  @Override
  public int writeNeeds() {
    return isEnding && !hasEnded ? 0 : below.writeNeeds();
  }
}
