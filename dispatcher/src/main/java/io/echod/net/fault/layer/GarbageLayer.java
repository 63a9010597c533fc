package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;

/** {@link Fault.Garbage}. */
public final class GarbageLayer extends FaultLayer {

  private static final int PORTION = 16 * 1024;

  private final long bytes;
  private final ByteBuffer portion = ByteBuffer.allocate(PORTION);
  private long offset;
  private boolean hasEnded;

  public GarbageLayer(Site site, Fault.Garbage fault) {
    super(site);
    bytes = fault.bytes();
    portion.limit(0);
    struck();
  }

  @Override
  public int write(ByteBuffer buffer) {
    return drop(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    while (offset < bytes) {
      if (!portion.hasRemaining()) {
        fill();
      }
      int count = below.write(portion);
      offset += count;
      if (count == 0) {
        below.flush();
        return false;
      }
    }
    if (!hasEnded) {
      hasEnded = true;
      below.shutdownOutput();
    }
    return below.flush();
  }

  private void fill() {
    portion.clear().limit((int) Math.min(PORTION, bytes - offset));
    for (long position = offset; portion.hasRemaining(); position++) {
      portion.put((byte) random.at(position));
    }
    portion.flip();
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int begin = buffer.position();
    int count = below.read(buffer);
    if (count > 0) {
      buffer.position(begin);
      return 0;
    }
    return count;
  }

  @Override
  public void shutdownOutput() {
    // It comes behind the last of the random bytes.
  }
}
