package io.echod.scheme.endpoint;

import io.echod.net.Connection;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;

/** The sizes of the system's buffers that a script wants for a connection, connected or not yet. */
final class BufferSizes {

  private int receiveBytes;
  private int sendBytes;

  /** Sets them; 0 and less leave one as the system has it. */
  void set(int receive, int send) {
    receiveBytes = receive;
    sendBytes = send;
  }

  /** Has the system use them. */
  void apply(Connection connection) throws IOException {
    apply(connection, StandardSocketOptions.SO_RCVBUF, receiveBytes);
    apply(connection, StandardSocketOptions.SO_SNDBUF, sendBytes);
  }

  private static void apply(Connection connection, SocketOption<Integer> option, int bytes)
      throws IOException {
    if (bytes > 0) {
      connection.source().option(option, bytes);
    }
  }
}
