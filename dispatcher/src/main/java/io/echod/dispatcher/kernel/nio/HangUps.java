package io.echod.dispatcher.kernel.nio;

import static io.echod.dispatcher.kernel.Kernel.FOREVER;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The streams that no callback waits for. A selector sees nothing of them, so a second one looks at
 * them, once a second: for CONNECT, which a connected channel is never ready for, but selectors
 * report every operation asked for once there is an error or a hang-up.
 */
final class HangUps {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Each stream knows its place in here. */
  private final ArrayList<NioStreamSource> silent = new ArrayList<>();

  private @Nullable Selector selector;

  private long nextNanos;

  /** Whether channels were closed that the selector has not let go of yet. */
  private boolean closesPending;

  boolean isEmpty() {
    return silent.isEmpty();
  }

  /** Makes room for that many in all, so that {@link #add} needs no memory. */
  void reserve(int streams) {
    silent.ensureCapacity(streams);
  }

  /** No callback waits for that stream any more. */
  void add(NioStreamSource stream) {
    if (stream.silentIndex < 0) {
      int index = silent.size();
      if (index == 0) {
        nextNanos = System.nanoTime() + INTERVAL_NANOS;
      }
      silent.add(stream);
      stream.silentIndex = index;
    }
  }

  /** A callback waits for it, or it is closed, or reported. */
  void remove(NioStreamSource stream) {
    int index = stream.silentIndex;
    if (index < 0) {
      return;
    }
    NioStreamSource last = silent.removeLast();
    if (index < silent.size()) {
      silent.set(index, last);
      last.silentIndex = index;
    }
    stream.silentIndex = -1;
    SelectionKey key = selector == null ? null : stream.channel().keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOps(0);
    }
  }

  /** To be called before a channel is closed: its descriptor is given back after that. */
  void closing(NioStreamSource stream) {
    remove(stream);
    closesPending |= selector != null && stream.channel().keyFor(selector) != null;
  }

  /** How long a wait may take before the next look is due. */
  long limit(long timeoutNanos) {
    long left = Math.max(0, nextNanos - System.nanoTime());
    return timeoutNanos == FOREVER ? left : Math.min(timeoutNanos, left);
  }

  /** Looks, where that is due. */
  void look() throws IOException {
    if (nextNanos - System.nanoTime() > 0) {
      return;
    }
    nextNanos = System.nanoTime() + INTERVAL_NANOS;
    Selector looking = selector;
    if (looking == null) {
      looking = Selector.open();
      selector = looking;
    }
    List<NioStreamSource> found = new ArrayList<>();
    try {
      find(looking, found);
    } catch (OutOfMemoryError lackOfMemory) {
      // It may have keys by now that their channels know nothing of.
      selector = null;
      looking.close();
      throw lackOfMemory;
    }
    closesPending = false;
    for (NioStreamSource stream : found) {
      stream.hungUp();
    }
  }

  private void find(Selector looking, List<NioStreamSource> found) throws IOException {
    for (NioStreamSource stream : silent) {
      try {
        stream.channel().register(looking, SelectionKey.OP_CONNECT, stream);
      } catch (IOException | CancelledKeyException unwatchable) {
        found.add(stream);
      }
    }
    looking.selectNow(key -> found.add((NioStreamSource) key.attachment()));
  }

  /** Lets go of closed channels. */
  void settle() throws IOException {
    if (closesPending && selector != null) {
      selector.selectNow(_ -> {});
      closesPending = false;
    }
  }

  @Nullable Selector selector() {
    return selector;
  }
}
