package io.echod.net.fault.layer;

import io.echod.net.fault.rule.FaultScope;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A fault that keeps the output back at times. Takes nothing while it is shut. */
abstract class OutputGate extends FaultLayer {

  private static final long SOON_NANOS = 1_000_000;

  private boolean isShut;
  private boolean isEnding;
  private boolean hasEnded;
  long offset;

  OutputGate(Site site) {
    super(site);
  }

  /**
   * How many bytes may be sent now; where there are none, {@link #nanosToOpen} says how long that
   * lasts. Not asked while the rule is inactive.
   */
  abstract long room(long now, int wanted);

  /** How long until there is room again, in ns; 0 where there is. */
  abstract long nanosToOpen(long now);

  /** So many bytes of {@code room} were sent. */
  abstract void sent(long now, int room, int count);

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int written = 0;
    while (buffer.hasRemaining() && !shut()) {
      int portion = writePortion(buffer);
      written += portion;
      if (portion == 0) {
        break;
      }
    }
    return written;
  }

  private int writePortion(ByteBuffer buffer) throws IOException {
    long now = now();
    FaultScope scope = scope();
    if (!live.isActive(now) || offset >= scope.endByte()) {
      int count = below.write(buffer);
      offset += count;
      return count;
    }
    if (offset < scope.firstByte()) {
      int count = writeAtMost(buffer, scope.firstByte() - offset);
      offset += count;
      return count;
    }
    int wanted = (int) Math.min(buffer.remaining(), scope.endByte() - offset);
    int room = (int) Math.min(wanted, room(now, wanted));
    if (room == 0) {
      if (!shut()) {
        // Another connection was quicker.
        isShut = true;
        wakeIn(SOON_NANOS);
      }
      return 0;
    }
    int count = 0;
    try {
      count = writeAtMost(buffer, room);
      offset += count;
    } finally {
      sent(now, room, count);
    }
    return count;
  }

  /** Whether it is shut; it then opens by itself. */
  private boolean shut() {
    long now = now();
    long nanos =
        live.isActive(now) && offset >= scope().firstByte() && offset < scope().endByte()
            ? nanosToOpen(now)
            : 0;
    isShut = nanos > 0;
    if (isShut) {
      struck();
      wakeIn(nanos);
    }
    return isShut;
  }

  @Override
  public boolean flush() throws IOException {
    if (isShut) {
      shut();
    }
    if (isEnding && !hasEnded && !shut()) {
      hasEnded = true;
      below.shutdownOutput();
    }
    return below.flush() && (hasEnded || !isEnding);
  }

  @Override
  public void shutdownOutput() {
    isEnding = true;
  }

  @Override
  public int writeNeeds() {
    return isShut ? 0 : below.writeNeeds();
  }
}
