package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketException;
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

  /** What has happened to the connection is taken for the listener's own trouble. */
  static @Nullable StreamSource accept(ListeningSource source) throws IOException {
    StreamSource accepted = source.accept();
    if (accepted != null && accepted.failure() != null) {
      accepted.close();
      throw new SocketException("Software caused connection abort");
    }
    return accepted;
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
