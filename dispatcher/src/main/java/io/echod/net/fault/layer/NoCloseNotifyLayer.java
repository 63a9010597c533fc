package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import io.echod.net.layer.Layer;
import java.io.IOException;

/** {@link Fault.NoCloseNotify}: ends the output of the socket, and of no layer over it. */
public final class NoCloseNotifyLayer extends FaultLayer {

  private boolean isEnding;
  private boolean hasEnded;

  public NoCloseNotifyLayer(Site site) {
    super(site);
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (isActive()) {
      struck();
      isEnding = true;
    } else {
      below.shutdownOutput();
    }
  }

  private Layer socket() {
    Layer lowest = below;
    while (lowest.below().isPresent()) {
      lowest = lowest.below().orElseThrow();
    }
    return lowest;
  }

  @Override
  public boolean flush() throws IOException {
    boolean isFlushed = below.flush();
    if (isFlushed && isEnding && !hasEnded) {
      hasEnded = true;
      socket().shutdownOutput();
    }
    return isFlushed;
  }
}
