package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import org.jspecify.annotations.Nullable;

/**
 * The queues of all connections of a dispatcher, in bytes of memory. It is bounded, for else peers
 * that do not read could fill the heap, however little each of them may.
 */
final class QueueTotal {

  private long bytes;

  /** Input that layers keep, such as a delay; none of it is ever lost for lack of room. */
  private long keptBytes;

  private @Nullable PendingWrites first;

  private QueueTotal() {}

  static QueueTotal of(Dispatcher dispatcher) {
    return dispatcher.attachment(QueueTotal.class, QueueTotal::new);
  }

  void add(PendingWrites pending) {
    pending.next = first;
    if (first != null) {
      first.previous = pending;
    }
    first = pending;
  }

  void remove(PendingWrites pending) {
    if (pending.previous != null) {
      pending.previous.next = pending.next;
    } else {
      first = pending.next;
    }
    if (pending.next != null) {
      pending.next.previous = pending.previous;
    }
    pending.previous = null;
    pending.next = null;
  }

  /** Takes in how much one has grown; less than 0 where it has shrunk. */
  void grown(long byBytes) {
    bytes += byBytes;
  }

  long bytes() {
    return bytes;
  }

  /** Takes in how much more layers keep; less than 0 where it is less. */
  void kept(long moreBytes) {
    keptBytes += moreBytes;
  }

  /** How much more layers should keep where all may have so much. */
  long roomToKeep(long bytesMax) {
    return Math.max(0, bytesMax - bytes - keptBytes);
  }

  /** The one with the most memory; of several, the oldest. There must be one. */
  PendingWrites fullest() {
    PendingWrites fullest = first;
    for (PendingWrites pending = first; pending != null; pending = pending.next) {
      if (fullest == null || pending.memoryBytes() >= fullest.memoryBytes()) {
        fullest = pending;
      }
    }
    if (fullest == null) {
      throw new IllegalStateException("nothing is queued, yet " + bytes + " bytes are");
    }
    return fullest;
  }
}
