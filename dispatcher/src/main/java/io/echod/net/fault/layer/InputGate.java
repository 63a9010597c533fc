package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A fault that reads nothing at times: {@link Fault.SlowOpen}, {@link Fault.Stall} of the input.
 */
public final class InputGate extends FaultLayer {

  private final StallTimes times;
  private long offset;
  private boolean isShut;

  public InputGate(Site site, Fault.Stall fault) {
    super(site);
    times = new StallTimes(fault, now(), live.untilBegin(now()));
    shut();
  }

  private boolean shut() {
    long now = now();
    long nanos = live.isActive(now) ? times.nanosToEnd(now, offset) : 0;
    isShut = nanos > 0;
    if (isShut) {
      struck();
      wakeIn(nanos);
    }
    return isShut;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (shut()) {
      return 0;
    }
    int limit = buffer.limit();
    long room = isActive() ? times.room(offset) : Integer.MAX_VALUE;
    if (buffer.remaining() > room) {
      buffer.limit(buffer.position() + (int) room);
    }
    int count;
    try {
      count = below.read(buffer);
    } finally {
      buffer.limit(limit);
    }
    offset += Math.max(0, count);
    shut();
    return count;
  }

  @Override
  public boolean flush() throws IOException {
    if (isShut) {
      shut();
    }
    return below.flush();
  }

  @Override
  public int readNeeds() {
    return isShut ? 0 : below.readNeeds();
  }

  @Override
  public boolean holdsInput() {
    return !isShut && below.holdsInput();
  }
}
