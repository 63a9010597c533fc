package io.echod.net;

import io.echod.dispatcher.Deferred;
import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write whose caller asked for a report of its completion; a link in the chain of those of a
 * connection. It is made before the write: the report takes no memory any more.
 */
final class AwaitedWrite extends Deferred {

  private final WriteCompletion completion;
  private @Nullable IOException failure;

  /** The position in the stream of its last byte. */
  long position;

  @Nullable AwaitedWrite next;

  AwaitedWrite(WriteCompletion completion) {
    this.completion = completion;
  }

  /** Why the writes of a connection that this end has closed are lost. */
  static IOException closed() {
    try {
      return new SocketException("connection was closed");
    } catch (OutOfMemoryError lackOfMemory) {
      return Untold.LOST.orElseThrow();
    }
  }

  /** It never will be written. */
  void lost(IOException why) {
    failure = why;
  }

  /** Reports the outcome. */
  @Override
  public void run() {
    completion.done(outcome());
  }

  private Optional<IOException> outcome() {
    try {
      return Optional.ofNullable(failure);
    } catch (OutOfMemoryError lackOfMemory) {
      return Untold.LOST;
    }
  }

  WriteCompletion completion() {
    return completion;
  }
}
