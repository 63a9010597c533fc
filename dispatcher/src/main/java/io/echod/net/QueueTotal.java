package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a dispatcher have queued, in bytes of memory. It is bounded, for else
 * peers that do not read could fill the heap, however little each of them may.
 */
final class QueueTotal {

  private long bytes;
  private @Nullable Backlog first;

  private QueueTotal() {}

  static QueueTotal of(Dispatcher dispatcher) {
    return dispatcher.attachment(QueueTotal.class, QueueTotal::new);
  }

  void add(Backlog backlog) {
    backlog.next = first;
    if (first != null) {
      first.previous = backlog;
    }
    first = backlog;
  }

  void remove(Backlog backlog) {
    if (backlog.previous != null) {
      backlog.previous.next = backlog.next;
    } else {
      first = backlog.next;
    }
    if (backlog.next != null) {
      backlog.next.previous = backlog.previous;
    }
    backlog.previous = null;
    backlog.next = null;
  }

  /** Takes in how much a backlog has grown; less than 0 where it has shrunk. */
  void grown(long byBytes) {
    bytes += byBytes;
  }

  long bytes() {
    return bytes;
  }

  /** The backlog with the most memory; of several, the oldest. There must be one. */
  Backlog fullest() {
    Backlog fullest = first;
    for (Backlog backlog = first; backlog != null; backlog = backlog.next) {
      if (fullest == null || backlog.memoryBytes() >= fullest.memoryBytes()) {
        fullest = backlog;
      }
    }
    if (fullest == null) {
      throw new IllegalStateException("nothing is queued, yet " + bytes + " bytes are");
    }
    return fullest;
  }
}
