package io.echod.simulate.script;

import java.util.List;

/**
 * A client's actions. Times count from the beginning of the world.
 *
 * @param connectNanos when it calls
 * @param pieces what it sends, by time; each at the earliest once it is connected
 * @param endNanos when it ends its output, at the earliest behind the last piece; {@link #NEVER}:
 *     it does not
 */
public record Script(long connectNanos, List<Piece> pieces, long endNanos) {

  /** Later than anything; so is what is called for ever. */
  public static final long NEVER = Long.MAX_VALUE / 8;

  /** Bytes that are sent at once. */
  public static final class Piece {

    private final long nanos;
    private final byte[] bytes;

    /** Sends them at that time; they are not to be changed any more. */
    public Piece(long nanos, byte... bytes) {
      this.nanos = nanos;
      this.bytes = bytes;
    }

    long nanos() {
      return nanos;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** Keeps the list. */
  public Script {
    pieces = List.copyOf(pieces);
  }

  /** Whether it ends its output. */
  public boolean ends() {
    return endNanos < NEVER;
  }
}
