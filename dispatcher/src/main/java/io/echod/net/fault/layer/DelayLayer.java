package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * {@link Fault.Delay}: takes in what comes, as far as it holds less than {@link #HELD_MAX}, and
 * hands it out when it is due.
 */
public final class DelayLayer extends FaultLayer {

  /** The limit of bytes that one connection holds. */
  static final int HELD_MAX = 4 << 20;

  /** How long one that holds nothing waits for room that others have. */
  private static final long NO_ROOM_NANOS = 10_000_000;

  /** A second of a Pareto tail with this index has a finite mean and variance. */
  private static final double PARETO_INDEX = 3;

  private record Piece(ByteBuffer bytes, long dueNanos) {}

  private final Fault.Delay fault;
  private final Deque<Piece> pieces = new ArrayDeque<>(2);
  private int heldBytes;
  private long offset;
  private long lastDueNanos;
  private boolean hasEnd;
  private boolean isEndRead;
  private @Nullable IOException failure;

  public DelayLayer(Site site, Fault.Delay fault) {
    super(site);
    this.fault = fault;
    lastDueNanos = now();
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int direct = takeIn(buffer);
    return direct != 0 ? direct : handOut(buffer);
  }

  /** Returns what went into the buffer at once, as nothing is to be delayed. */
  private int takeIn(ByteBuffer buffer) {
    int room = (int) Math.min(buffer.remaining(), roomToHold());
    if (room <= 0 || hasEnd || failure != null) {
      return 0;
    }
    int begin = buffer.position();
    int limit = buffer.limit();
    buffer.limit(begin + room);
    try {
      int count = below.read(buffer);
      if (count == END) {
        hasEnd = true;
        lastDueNanos = due(now());
      } else if (count > 0) {
        if (pieces.isEmpty() && !concerns(count)) {
          offset += count;
          return count;
        }
        keep(buffer, begin, count);
      }
    } catch (IOException lost) {
      failure = lost;
    } finally {
      buffer.limit(limit);
    }
    return 0;
  }

  /** Less than {@link #HELD_MAX}, and than what all together have room for. */
  private long roomToHold() {
    return Math.min(HELD_MAX - heldBytes, context.roomToKeep());
  }

  private boolean concerns(int count) {
    return isActive() && offset + count > scope().firstByte() && offset < scope().endByte();
  }

  /** A piece is cut where the scope begins and ends. */
  private void keep(ByteBuffer buffer, int begin, int count) {
    long now = now();
    int from = begin;
    int end = begin + count;
    while (from < end) {
      long left = untilBorder();
      int length = (int) Math.min(left, end - from);
      byte[] bytes = new byte[length];
      buffer.get(from, bytes);
      lastDueNanos = due(now);
      pieces.add(new Piece(ByteBuffer.wrap(bytes), lastDueNanos));
      offset += length;
      held(length);
      from += length;
    }
    buffer.position(begin);
  }

  private void held(int moreBytes) {
    heldBytes += moreBytes;
    context.keep(moreBytes);
  }

  /** The bytes that are delayed now. */
  public int heldBytes() {
    return heldBytes;
  }

  private long untilBorder() {
    FaultScope scope = scope();
    if (offset < scope.firstByte()) {
      return scope.firstByte() - offset;
    }
    return offset < scope.endByte() ? scope.endByte() - offset : Long.MAX_VALUE;
  }

  /** When what comes now is handed out: never before what came earlier. */
  private long due(long now) {
    if (!live.isActive(now) || offset < scope().firstByte() || offset >= scope().endByte()) {
      return later(now, lastDueNanos);
    }
    struck();
    return later(now + delayNanos(), lastDueNanos);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private long delayNanos() {
    long time = fault.time().toNanos();
    double jitter = fault.jitter().toNanos();
    if (jitter == 0) {
      return Math.min(time, fault.max().toNanos());
    }
    double added =
        switch (fault.distribution()) {
          case UNIFORM -> jitter * (2 * random.fractionAt(offset) - 1);
          case NORMAL -> jitter * random.normalAt(offset);
          case LOGNORMAL -> logNormal(jitter);
          case PARETO ->
              jitter * (StrictMath.pow(1 - random.fractionAt(offset), -1 / PARETO_INDEX) - 1);
        };
    return (long) Math.clamp(time + added, 0, (double) fault.max().toNanos());
  }

  /** With a median of half of the jitter, and a standard deviation of about the jitter. */
  private double logNormal(double jitter) {
    return jitter / 2 * StrictMath.exp(random.normalAt(offset));
  }

  private int handOut(ByteBuffer buffer) throws IOException {
    long now = now();
    int count = 0;
    Piece head = pieces.peek();
    while (head != null && isDue(head.dueNanos, now) && buffer.hasRemaining()) {
      int length = Math.min(buffer.remaining(), head.bytes.remaining());
      buffer.put(buffer.position(), head.bytes, head.bytes.position(), length);
      buffer.position(buffer.position() + length);
      head.bytes.position(head.bytes.position() + length);
      count += length;
      if (!head.bytes.hasRemaining()) {
        pieces.remove();
        head = pieces.peek();
      }
    }
    held(-count);
    wakeForNext(now);
    if (count > 0 || head != null) {
      return count;
    }
    if (failure != null) {
      throw failure;
    }
    if (hasEnd && isDue(lastDueNanos, now)) {
      isEndRead = true;
      return END;
    }
    return 0;
  }

  /**
   * One that holds nothing hears of no room by itself: others have all, and will have less. One
   * whose timer has fired may have handed out before what that was for.
   */
  @Override
  public boolean flush() throws IOException {
    wakeForNext(now());
    if (pieces.isEmpty() && !hasEnd && failure == null && roomToHold() == 0) {
      wakeIn(NO_ROOM_NANOS);
    }
    return super.flush();
  }

  /** Where the rule has been removed, everything is. */
  private boolean isDue(long dueNanos, long now) {
    return dueNanos - now <= 0 || !live.isActive(now);
  }

  private void wakeForNext(long now) {
    Piece head = pieces.peek();
    if (head == null && (!hasEnd || isEndRead)) {
      return;
    }
    long due = head == null ? lastDueNanos : head.dueNanos;
    if (!isDue(due, now)) {
      wakeIn(due - now);
    }
  }

  @Override
  public int readNeeds() {
    return hasEnd || failure != null || roomToHold() == 0 ? 0 : below.readNeeds();
  }

  @Override
  public boolean keepsInput() {
    boolean hasLast = (hasEnd && !isEndRead) || failure != null;
    return !pieces.isEmpty() || hasLast || below.keepsInput();
  }

  @Override
  public void close() {
    held(-heldBytes);
    pieces.clear();
    super.close();
  }

  @Override
  public boolean holdsInput() {
    if (isEndRead) {
      return false;
    }
    Piece head = pieces.peek();
    if (head != null && isDue(head.dueNanos, now())) {
      return true;
    }
    if (head == null && (failure != null || (hasEnd && isDue(lastDueNanos, now())))) {
      return true;
    }
    return !hasEnd && failure == null && roomToHold() > 0 && below.holdsInput();
  }
}
