package io.echod.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * An echo server as a process of its own, whose system calls a test can have fail. At a second port
 * it makes all the other calls there are, once for each connection, and answers how that went.
 */
final class EchoProcess {

  /** The answer of the second port, by its first byte: all went well, or a call has failed. */
  static final char DONE = 'd';

  static final char FAILED = 'f';

  private static final Duration LIFE = Duration.ofMinutes(3);
  private static final long PATIENCE_NANOS = 500_000_000;

  private final Kernel.Factory factory;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  private EchoProcess(Kernel.Factory factory) {
    this.factory = factory;
  }

  /** Takes the kernel's name; prints both ports; ends when it is killed. */
  public static void main(String[] arguments) throws IOException {
    Kernel.Factory factory = arguments[0].equals("epoll") ? EpollKernel::new : NioKernel::new;
    try (Dispatcher dispatcher = new Dispatcher(factory.open())) {
      EchoProcess process = new EchoProcess(factory);
      Listener echo = Listener.listen(dispatcher, StreamPair.anyPort(), ListenerOptions.DEFAULT);
      echo.onConnection(client -> client.onIo(Reason.READ, (_, _) -> process.echo(client)));
      Listener calls = Listener.listen(dispatcher, StreamPair.anyPort(), ListenerOptions.DEFAULT);
      calls.onConnection(client -> client.onIo(Reason.READ, (_, _) -> process.call(client)));
      // In any outcome of the test. Its input could carry that, but it is read by a call, too.
      dispatcher.after(LIFE, (_, _) -> Runtime.getRuntime().halt(0));
      System.out.println(port(echo) + " " + port(calls));
      dispatcher.monitor();
    }
  }

  private static int port(Listener listener) {
    return ((InetSocketAddress) listener.address()).getPort();
  }

  private void echo(Connection client) throws IOException {
    if (client.read(buffer.clear()) == Connection.END) {
      client.close();
    } else {
      client.write(buffer.flip());
    }
  }

  private void call(Connection client) throws IOException {
    client.read(buffer.clear());
    char answer;
    try {
      answer = makeCalls() ? DONE : FAILED;
    } catch (IOException failure) {
      answer = FAILED;
    }
    client.write(US_ASCII.encode(String.valueOf(answer)));
    client.close();
  }

  private boolean makeCalls() throws IOException {
    try (Kernel other = factory.open();
        ListeningSource listener = other.listen(StreamPair.anyPort(), ListenOptions.DEFAULT)) {
      StreamSource client = other.connect(listener.localAddress());
      other.poll(client, Ready.WRITE, PATIENCE_NANOS);
      other.poll(listener, Ready.READ, PATIENCE_NANOS);
      StreamSource server = listener.accept();
      if (server == null || !client.finishConnect()) {
        return false;
      }
      client.shutdownOutput();
      other.poll(server, Ready.READ, PATIENCE_NANOS);
      return server.read(buffer.clear()) == StreamSource.END;
    }
  }
}
