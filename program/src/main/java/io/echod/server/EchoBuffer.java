package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The buffer that all clients of a loop share, and the way of every message through it: one read,
 * one write. Counts the bytes. Belongs to the loop's thread.
 */
final class EchoBuffer {

  private final ByteBuffer buffer;
  private long bytesRead;
  private long bytesEchoed;

  /** Allocates so many bytes outside of the heap, or throws {@link OutOfMemoryError}. */
  EchoBuffer(int bytes) {
    buffer = ByteBuffer.allocateDirect(bytes);
  }

  /**
   * Echoes what one read finds, {@code most} bytes at most; ends a client that has ended.
   *
   * @return the bytes read; 0 where the connection is closed
   */
  int echo(Callback callback, int most) {
    Connection client = (Connection) callback.endpoint();
    try {
      int count = echoOnce(client, most);
      if (count != Connection.END) {
        return count;
      }
      client.close();
    } catch (IOException lost) {
      // After a write, input that had come could still be read: it is of no use here.
      client.close();
    }
    return 0;
  }

  /** As above for a client whose bytes are counted. */
  int echo(Callback callback, Client client, int most) {
    long readBefore = bytesRead;
    long echoedBefore = bytesEchoed;
    int count = echo(callback, most);
    client.bytesRead += bytesRead - readBefore;
    client.bytesEchoed += bytesEchoed - echoedBefore;
    return count;
  }

  /** Echoes what was read already of such a client. */
  void echo(Client client, Connection connection, ByteBuffer rest) throws IOException {
    int count = rest.remaining();
    bytesRead += count;
    client.bytesRead += count;
    int written = connection.write(rest);
    bytesEchoed += written;
    client.bytesEchoed += written;
  }

  private int echoOnce(Connection client, int most) throws IOException {
    buffer.clear();
    if (most < buffer.capacity()) {
      buffer.limit(most);
    }
    int count = client.read(buffer);
    if (count > 0) {
      bytesRead += count;
      buffer.flip();
      bytesEchoed += client.write(buffer);
    }
    return count;
  }

  /** Takes back bytes of a closed client that were counted as echoed, and that a fault dropped. */
  void dropped(long bytes) {
    bytesEchoed -= bytes;
  }

  long bytesRead() {
    return bytesRead;
  }

  long bytesEchoed() {
    return bytesEchoed;
  }
}
