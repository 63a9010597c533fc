package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;

/** {@link Fault.Corrupt}: how far it is to the next wrong byte has a geometric distribution. */
public final class CorruptLayer extends FaultLayer {

  private final double probability;
  private final boolean isBit;
  private final ByteBuffer wrong = ByteBuffer.allocate(1);
  private long offset;
  private long next;
  private long draws;

  public CorruptLayer(Site site, Fault.Corrupt fault) {
    super(site);
    probability = fault.probability();
    isBit = fault.isBit();
    next = scope().firstByte() + distance();
  }

  private long distance() {
    double fraction = random.fractionAt(2 * draws++);
    return probability >= 1
        ? 0
        : (long) Math.min(1L << 60, StrictMath.log1p(-fraction) / StrictMath.log1p(-probability));
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int written = 0;
    while (buffer.hasRemaining()) {
      int room = buffer.remaining();
      boolean isHit = next == offset && next < scope().endByte();
      int count = isHit ? writeWrong(buffer) : writeAtMost(buffer, clean(room));
      offset += count;
      written += count;
      if (count == 0) {
        break;
      }
    }
    return written;
  }

  private long clean(int room) {
    return next < scope().endByte() ? Math.min(room, next - offset) : room;
  }

  private int writeWrong(ByteBuffer buffer) throws IOException {
    if (!isActive()) {
      int count = writeAtMost(buffer, 1);
      goOn(count);
      return count;
    }
    long draw = random.at(2 * draws + 1);
    int change = isBit ? 1 << (draw & 7) : 1 + (int) Long.remainderUnsigned(draw, 255);
    wrong.clear().put((byte) (buffer.get(buffer.position()) ^ change)).flip();
    int count = below.write(wrong);
    if (count > 0) {
      struck();
      buffer.position(buffer.position() + 1);
    }
    goOn(count);
    return count;
  }

  private void goOn(int count) {
    if (count > 0) {
      next = next + 1 + distance();
    }
  }
}
