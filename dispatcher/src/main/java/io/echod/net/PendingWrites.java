package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.IdleTimeout;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection's debt to a slow peer: the queue, and the callback that empties it. Exists only
 * while there is something owed.
 */
final class PendingWrites {

  private final Connection connection;
  private final Dispatcher dispatcher;
  private final ConnectionOptions options;
  private final WriteQueue queue;
  private final QueueTotal total;
  private Callback flusher;
  private @Nullable IdleTimeout timeout;

  /** The part of the queue's memory that is in the total. */
  private int countedBytes;

  /** The neighbours in {@link QueueTotal}. */
  @Nullable PendingWrites previous;

  @Nullable PendingWrites next;

  private boolean dropped;

  PendingWrites(Connection connection, ConnectionOptions options) {
    this.connection = connection;
    this.options = options;
    dispatcher = connection.dispatcher();
    queue = new WriteQueue(options.queuedBytesMax());
    total = QueueTotal.of(dispatcher);
    // Last of the steps that may fail: nothing would cancel it.
    flusher = register();
    total.add(this);
  }

  private Callback register() {
    return dispatcher.onIo(connection, Reason.WRITE, (_, _) -> connection.flush()).name("flush");
  }

  /**
   * Goes on after all callbacks of the connection were cancelled, for a connection that is closed.
   */
  void registerAgain() {
    flusher = register();
  }

  /** Has {@code late} called where the peer takes nothing for so long; zero: never. */
  void limit(Duration time, Runnable late) {
    IdleTimeout earlier = timeout;
    timeout = time.isZero() ? null : dispatcher.idleAfter(time, (_, _) -> late.run());
    if (earlier != null) {
      earlier.cancel();
    }
  }

  /** Takes what fits; returns how much. */
  int add(ByteBuffer rest) throws ConnectionLost {
    try {
      return queue.add(rest);
    } finally {
      count();
      bound();
    }
  }

  private void count() {
    int bytes = queue.memoryBytes();
    total.grown(bytes - countedBytes);
    countedBytes = bytes;
  }

  /** Resets the fullest, which may be this, until all together are within their limit. */
  private void bound() throws ConnectionLost {
    while (total.bytes() > options.queuedBytesTotalMax()) {
      PendingWrites fullest = total.fullest();
      ConnectionLost lost = fullest.overflow(options.queuedBytesTotalMax());
      if (fullest == this) {
        throw lost;
      }
    }
  }

  private ConnectionLost overflow(long totalMax) {
    try {
      return connection.overflow(
          "the peer does not read: "
              + bytes()
              + " bytes, the most of any, are queued for it, and more than "
              + totalMax
              + " for all");
    } catch (OutOfMemoryError lackOfMemory) {
      // To be reset gives memory back.
      connection.abort();
      throw lackOfMemory;
    }
  }

  /**
   * Writes what the socket takes now, through the layers where there are some; true where nothing
   * is owed any more.
   */
  boolean flush(@Nullable LayerStack layers) throws IOException {
    boolean through = layers == null;
    try {
      int written =
          layers == null ? queue.writeTo(connection.source()::write) : queue.writeTo(layers::write);
      through = layers == null || layers.flush();
      connection.trace("wrote", written, "queued bytes to");
      if (written > 0 && timeout != null) {
        timeout.touch();
      }
    } finally {
      // Bytes that the socket took before it failed are written.
      count();
      // Bytes that layers still have are not written.
      for (AwaitedWrite done = through ? queue.nextWritten() : null;
          done != null;
          done = queue.nextWritten()) {
        dispatcher.defer(done);
      }
    }
    if (!through || !queue.isEmpty()) {
      return false;
    }
    drop();
    return true;
  }

  /** Whether so little is owed that reading may go on. */
  boolean isLow() {
    return queue.bytes() <= options.queuedBytesLow();
  }

  void whenWritten(AwaitedWrite write) {
    queue.whenWritten(write);
  }

  /** Reports to all who wait that their bytes never will be written. */
  void lose(IOException why) {
    try {
      drop();
    } finally {
      for (AwaitedWrite lost = queue.nextLost(); lost != null; lost = queue.nextLost()) {
        lost.lost(why);
        dispatcher.defer(lost);
      }
    }
  }

  private void drop() {
    if (!dropped) {
      total.grown(-countedBytes);
      countedBytes = 0;
      total.remove(this);
      dropped = true;
    }
    flusher.cancel();
    if (timeout != null) {
      timeout.cancel();
    }
  }

  int bytes() {
    return queue.bytes();
  }

  int memoryBytes() {
    return queue.memoryBytes();
  }
}
