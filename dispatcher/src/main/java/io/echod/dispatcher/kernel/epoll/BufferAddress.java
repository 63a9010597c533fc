package io.echod.dispatcher.kernel.epoll;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a direct buffer's memory is. Asking the JDK allocates, and a server uses few buffers: the
 * last one is remembered. Reads and writes have one each, as they may alternate between two
 * buffers.
 */
final class BufferAddress {

  /** Never runs: nothing is confined to it. */
  private static final Thread ANOTHER = Thread.ofPlatform().unstarted(() -> {});

  private @Nullable ByteBuffer lastBuffer;
  private long lastAddress;
  private MemorySegment.Scope lastScope = Arena.global().scope();

  /** The address of the buffer's first byte, position 0. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  long of(ByteBuffer buffer) {
    if (buffer != lastBuffer) {
      return find(buffer);
    }
    if (!lastScope.isAlive()) {
      throw new IllegalStateException("the buffer's memory was given back");
    }
    return lastAddress;
  }

  private long find(ByteBuffer buffer) {
    MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    if (!bytes.scope().isAlive()) {
      throw new IllegalStateException("the buffer's memory was given back");
    }
    if (!bytes.isAccessibleBy(Thread.currentThread())) {
      throw new WrongThreadException("the buffer's memory is confined to another thread");
    }
    lastAddress = bytes.address() - buffer.position();
    lastScope = bytes.scope();
    // A buffer that is confined to one thread is looked at anew each time: the next call may be
    // another thread's.
    lastBuffer = bytes.isAccessibleBy(ANOTHER) ? buffer : null;
    return lastAddress;
  }
}
