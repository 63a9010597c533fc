package io.echod.net.fault;

import java.io.IOException;

/** {@link Fault.SlowClose}. */
final class SlowCloseLayer extends FaultLayer {

  private final long nanos;
  private boolean isEnding;
  private boolean hasEnded;
  private long endNanos;

  SlowCloseLayer(Site site, Fault.SlowClose fault) {
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
