package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Handler;
import io.echod.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The echo of one client that may send so many bytes, or whose bytes are counted; other clients
 * share one handler. Belongs to the loop's thread.
 */
final class ClientEcho implements Handler {

  private final EchoBuffer buffer;

  /** Null where nobody asks how many bytes there were. */
  private final @Nullable Client client;

  private long bytesLeft;

  /**
   * For a client that has sent nothing yet.
   *
   * @param bytesMax that it may send; 0: no limit
   */
  ClientEcho(EchoBuffer buffer, @Nullable Client client, long bytesMax) {
    this.buffer = buffer;
    this.client = client;
    bytesLeft = bytesMax == 0 ? Long.MAX_VALUE : bytesMax;
  }

  @Override
  public void handle(Callback callback, int reason) {
    int most = (int) Math.min(Integer.MAX_VALUE, bytesLeft);
    Connection connection = (Connection) callback.endpoint();
    count(
        connection,
        client == null ? buffer.echo(callback, most) : buffer.echo(callback, client, most));
  }

  /** Echoes what was read already, before anything else is read. */
  void echo(Connection connection, Client known, ByteBuffer read) throws IOException {
    if (read.remaining() > bytesLeft) {
      read.limit(read.position() + (int) bytesLeft);
    }
    int count = read.remaining();
    buffer.echo(known, connection, read);
    count(connection, count);
  }

  private void count(Connection connection, int bytes) {
    bytesLeft -= bytes;
    if (bytesLeft == 0) {
      connection.close();
    }
  }
}
