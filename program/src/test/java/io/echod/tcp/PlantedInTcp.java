package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What planted bugs do in place of what connections do. */
final class PlantedInTcp {

  private PlantedInTcp() {}

  /** What the socket does not take is forgotten. */
  static int enqueue(Connection connection, ByteBuffer rest) {
    int count = rest.remaining();
    rest.position(rest.limit());
    return count;
  }

  /** However little is queued, it is too much to go on reading. */
  static boolean isLow(Backlog backlog) {
    return false;
  }

  /** Writes until everything is written. */
  static int write(StreamSource source, ByteBuffer buffer) throws IOException {
    int total = 0;
    while (buffer.hasRemaining()) {
      total += source.write(buffer);
    }
    return total;
  }

  static int write(Connection connection, ByteBuffer buffer) throws IOException {
    return connection.write(buffer);
  }

  /** Nothing seems to be queued. */
  static @Nullable Backlog backlog(Connection connection) {
    return null;
  }

  /** The callback stays. */
  static boolean cancel(Callback callback) {
    return true;
  }
}
