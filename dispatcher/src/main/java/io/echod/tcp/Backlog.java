package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a connection still owes a slow peer: the queue, the callback that empties it, and the pause
 * in reading meanwhile. Exists only while there is something owed.
 */
final class Backlog {

  private final Connection connection;
  private final Dispatcher dispatcher;
  private final int lowBytes;
  private final WriteQueue queue;
  private Callback flusher;

  Backlog(Connection connection, ConnectionOptions options) {
    this.connection = connection;
    dispatcher = connection.dispatcher();
    lowBytes = options.queuedBytesLow();
    queue = new WriteQueue(options.queuedBytesMax());
    flusher = register();
  }

  private Callback register() {
    return dispatcher
        .onIo(connection, Reason.WRITE, (_, _) -> connection.flush())
        .name("flush of " + connection.name());
  }

  /** Goes on after all callbacks of the connection were cancelled. */
  void registerAgain() {
    flusher = register();
  }

  /** Takes what fits; returns how much. */
  int add(ByteBuffer rest) {
    int accepted = queue.add(rest);
    if (queue.bytes() > lowBytes) {
      dispatcher.pause(connection, Reason.READ);
    }
    return accepted;
  }

  /** Writes what the socket takes now; true where nothing is owed any more. */
  boolean flush() throws IOException {
    int written = queue.writeTo(connection.source());
    connection.trace("wrote", written, "queued bytes to");
    for (WriteCompletion done = queue.nextWritten(); done != null; done = queue.nextWritten()) {
      tell(done, Optional.empty());
    }
    if (!queue.isEmpty()) {
      return false;
    }
    flusher.cancel();
    return true;
  }

  /** Whether so little is owed that reading may go on. */
  boolean isLow() {
    return queue.bytes() <= lowBytes;
  }

  void whenWritten(WriteCompletion completion) {
    queue.whenWritten(completion);
  }

  /** Tells all who wait that their bytes never will be written. */
  void lose(IOException why) {
    for (WriteCompletion lost = queue.nextLost(); lost != null; lost = queue.nextLost()) {
      tell(lost, Optional.of(why));
    }
  }

  private void tell(WriteCompletion completion, Optional<IOException> failure) {
    dispatcher.defer(() -> completion.done(failure));
  }

  int bytes() {
    return queue.bytes();
  }
}
