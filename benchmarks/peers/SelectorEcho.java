import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The echo server of epoll_echo.c in plain Java: one thread, one selector, one read and one write
 * for each readable event. It shows what the Java runtime itself costs, before any design of a Java
 * server adds to it.
 *
 * <p>Usage: {@code java SelectorEcho.java [--port NUMBER] [--bind ADDRESS]}
 */
public final class SelectorEcho {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LISTEN_BACKLOG = 4096;

  private final ByteBuffer sharedBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Selector selector;
  private final ServerSocketChannel listener;

  private SelectorEcho(InetSocketAddress address) throws IOException {
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    listener.bind(address, LISTEN_BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  public static void main(String[] arguments) throws IOException {
    int port = 0;
    String bindAddress = "127.0.0.1";
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 < arguments.length && arguments[i].equals("--port")) {
        port = Integer.parseInt(arguments[i + 1]);
      } else if (i + 1 < arguments.length && arguments[i].equals("--bind")) {
        bindAddress = arguments[i + 1];
      } else {
        System.err.println("usage: SelectorEcho [--port NUMBER] [--bind ADDRESS]");
        System.exit(2);
      }
    }
    var server = new SelectorEcho(new InetSocketAddress(InetAddress.getByName(bindAddress), port));
    System.out.println(
        "Listening on tcp://" + bindAddress + ":" + server.listener.socket().getLocalPort());
    server.run();
  }

  private void run() throws IOException {
    while (true) {
      selector.select(this::handle);
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.channel() == listener) {
        acceptConnections();
      } else if (key.attachment() instanceof ByteBuffer pending) {
        flush(key, pending);
      } else {
        echoOnce(key);
      }
    } catch (IOException broken) {
      close(key);
    }
  }

  private void acceptConnections() throws IOException {
    for (SocketChannel channel; (channel = listener.accept()) != null; ) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ);
    }
  }

  private void echoOnce(SelectionKey key) throws IOException {
    var channel = (SocketChannel) key.channel();
    sharedBuffer.clear();
    if (channel.read(sharedBuffer) < 0) {
      close(key);
      return;
    }
    sharedBuffer.flip();
    channel.write(sharedBuffer);
    if (sharedBuffer.hasRemaining()) {
      // The peer reads too slowly: read no more from it until it has taken what it was sent.
      key.attach(ByteBuffer.allocateDirect(sharedBuffer.remaining()).put(sharedBuffer).flip());
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void flush(SelectionKey key, ByteBuffer pending) throws IOException {
    ((SocketChannel) key.channel()).write(pending);
    if (!pending.hasRemaining()) {
      key.attach(null);
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException alreadyBroken) {
      // The channel counts as closed, and its descriptor is released, even if the close reports an
      // error.
    }
  }
}
