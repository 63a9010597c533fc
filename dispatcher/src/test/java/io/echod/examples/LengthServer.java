package io.echod.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.line.LineReader;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Answers each line by its length. */
final class LengthServer {

  private final Listener listener;

  LengthServer(Dispatcher dispatcher, SocketAddress address) throws IOException {
    listener = Listener.listen(dispatcher, address, ListenerOptions.DEFAULT);
    listener.onConnection(LengthServer::serve);
  }

  private static void serve(Connection client) {
    var lines = new LineReader(client, 1024);
    client.onIo(
        Reason.READ,
        (_, _) -> {
          int count = lines.fill();
          for (var line = lines.nextLine(); line.isPresent(); line = lines.nextLine()) {
            client.write(ByteBuffer.wrap((line.get().length + "\n").getBytes(US_ASCII)));
          }
          if (count == Connection.END) {
            client.close();
          }
        });
  }

  SocketAddress address() {
    return listener.address();
  }
}
