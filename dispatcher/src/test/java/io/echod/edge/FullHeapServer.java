package io.echod.edge;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * An echo server as a process of its own, which is without memory on request: "fill" fills its heap
 * for a while, answered by "full" and "empty"; "close" closes it.
 */
final class FullHeapServer {

  static final String FILL = "fill";
  static final String FULL = "full";
  static final String EMPTY = "empty";
  static final String CLOSE = "close";
  static final String CLOSED = "closed";

  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final FullHeap HEAP = new FullHeap();

  private FullHeapServer() {}

  /** Takes the name of a side; prints the port. */
  public static void main(String[] arguments) throws Exception {
    // Classes that this itself needs for the first time are not to be lacking later.
    HEAP.fill(0);
    HEAP.empty();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
    Dispatcher dispatcher = new Dispatcher(Side.valueOf(arguments[0]).factory.open());
    Listener listener = Listener.listen(dispatcher, StreamPair.anyPort(), ListenerOptions.DEFAULT);
    listener.onConnection(client -> client.onIo(Reason.READ, (_, _) -> echo(client, buffer)));
    System.out.println(((InetSocketAddress) listener.address()).getPort());
    Thread commands = new Thread(() -> obey(dispatcher));
    commands.setDaemon(true);
    commands.start();
    dispatcher.run();
    System.out.println(CLOSED + " " + listener.accepted());
  }

  private static void echo(Connection client, ByteBuffer buffer) throws IOException {
    if (client.read(buffer.clear()) == Connection.END) {
      client.close();
    } else {
      client.write(buffer.flip());
    }
  }

  private static void obey(Dispatcher dispatcher) {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    commands
        .lines()
        .forEach(command -> {
          if (command.equals(FILL)) {
            fill();
          } else {
            dispatcher.close();
          }
        });
    // The process that sends commands has gone.
    Runtime.getRuntime().halt(0);
  }

  private static void fill() {
    System.out.println(FULL);
    long start = System.nanoTime();
    while (System.nanoTime() - start < FULL_NANOS) {
      // Again and again: what others give back is taken, too.
      HEAP.fill(0);
    }
    HEAP.empty();
    System.out.println(EMPTY);
  }
}
