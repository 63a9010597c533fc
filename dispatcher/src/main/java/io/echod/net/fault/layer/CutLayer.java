package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * {@link Fault.Reset}, {@link Fault.End} and {@link Fault.HalfClose}: passes on what comes before
 * the trigger, and takes and drops what comes after it.
 */
public final class CutLayer extends FaultLayer {

  /** The event after the last byte. */
  public enum Manner {
    RESET,
    END,
    HALF_CLOSE
  }

  /** How long an ended connection waits for the peer's end. */
  private static final long LINGER_NANOS = Duration.ofSeconds(5).toNanos();

  /** How often to look whether the peer has got all: first, and at most. */
  private static final long FIRST_LOOK_NANOS = 100_000;

  private static final long LAST_LOOK_NANOS = 50_000_000;

  /** A kernel that can't say what the peer has got: so long is enough on most networks. */
  private static final long UNKNOWN_NANOS = 200_000_000;

  private final Manner manner;
  private final Fault.Trigger after;
  private final long openedNanos;
  private long offset;
  private boolean isCut;
  private boolean isEnding;
  private boolean isResetDue;
  private boolean isEndRead;
  private long cutNanos;
  private long lookNanos = FIRST_LOOK_NANOS;

  /**
   * The bytes that the peer's system had not acknowledged at the last look, and since when there
   * are as many.
   */
  private int leftBytes = Integer.MAX_VALUE;

  private long leftSinceNanos;

  public CutLayer(Site site, Manner manner, Fault.Trigger after) {
    super(site);
    this.manner = manner;
    this.after = after;
    openedNanos = now();
    if (after.isTimed()) {
      wakeIn(after.time().toNanos());
    }
  }

  /** Whether the trigger has come by now. */
  private boolean isCut() throws IOException {
    if (isCut) {
      return true;
    }
    long now = now();
    boolean isDue =
        after.isTimed() ? now - openedNanos >= after.time().toNanos() : offset >= after.bytes();
    if (isDue && !live.isActive(now)) {
      long untilBegin = live.untilBegin(now);
      if (untilBegin > 0) {
        wakeIn(untilBegin);
      }
      return false;
    }
    if (!isDue || isEnding) {
      return false;
    }
    isCut = true;
    cutNanos = now;
    struck();
    if (manner != Manner.RESET) {
      below.shutdownOutput();
    }
    if (manner == Manner.END) {
      wakeIn(LINGER_NANOS);
    }
    return true;
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    if (isCut()) {
      return drop(buffer);
    }
    boolean isBound = !after.isTimed() && offset < after.bytes();
    int count = isBound ? writeAtMost(buffer, after.bytes() - offset) : below.write(buffer);
    offset += count;
    return isCut() ? count + drop(buffer) : count;
  }

  /** Output before a pending reset is not all written: the connection must not end before. */
  @Override
  public boolean flush() throws IOException {
    boolean cut = isCut();
    boolean isFlushed = below.flush();
    isResetDue = cut && manner == Manner.RESET && isFlushed;
    if (isResetDue) {
      resetWhenAllIsThere();
    }
    return isFlushed && !isResetDue;
  }

  /** The peer's system is waited for, and not its reader. */
  @Override
  public int writeNeeds() {
    return isResetDue ? 0 : below.writeNeeds();
  }

  /**
   * A reset overtakes what the peer's system has not acknowledged. A peer that does not read, whose
   * system takes no more for that, is waited for only for a while.
   */
  private void resetWhenAllIsThere() {
    long now = now();
    int left = context.unacknowledged();
    boolean isUnknown = left < 0 && offset > 0 && now - cutNanos < UNKNOWN_NANOS;
    if (left < leftBytes) {
      leftBytes = left;
      leftSinceNanos = now;
    }
    boolean isStuck = left > 0 && now - leftSinceNanos >= LINGER_NANOS;
    if ((left <= 0 && !isUnknown) || isStuck) {
      context.abort();
      return;
    }
    wakeIn(lookNanos);
    lookNanos = Math.min(2 * lookNanos, LAST_LOOK_NANOS);
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!isCut()) {
      isEnding = true;
      below.shutdownOutput();
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (!isCut() || manner == Manner.HALF_CLOSE) {
      return below.read(buffer);
    }
    int begin = buffer.position();
    int count = below.read(buffer);
    if (count == END) {
      return END;
    }
    buffer.position(begin);
    isEndRead = isEndRead || hasLingered();
    return isEndRead ? END : 0;
  }

  @Override
  public boolean holdsInput() {
    return below.holdsInput() || (!isEndRead && hasLingered());
  }

  private boolean hasLingered() {
    return isCut && manner == Manner.END && now() - cutNanos >= LINGER_NANOS;
  }
}
