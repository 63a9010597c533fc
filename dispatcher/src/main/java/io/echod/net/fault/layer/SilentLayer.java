package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultScope;
import java.io.IOException;
import java.nio.ByteBuffer;

/** {@link Fault.Silent}. */
public final class SilentLayer extends FaultLayer {

  private long offset;

  public SilentLayer(Site site) {
    super(site);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int count = 0;
    FaultScope scope = scope();
    if (!isActive() || offset >= scope.endByte()) {
      count = below.write(buffer);
    } else if (offset < scope.firstByte()) {
      count = writeAtMost(buffer, scope.firstByte() - offset);
    } else {
      struck();
      count = drop(buffer, (int) Math.min(buffer.remaining(), scope.endByte() - offset));
    }
    offset += count;
    return count;
  }
}
