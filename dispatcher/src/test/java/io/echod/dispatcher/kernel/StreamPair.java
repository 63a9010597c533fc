package io.echod.dispatcher.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The two ends of a connection within one kernel, and what tests do with them. */
public record StreamPair(StreamSource client, StreamSource server) {

  /** How long a test waits for what must come; long enough for the slowest machine. */
  public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** 127.0.0.1, at a port that the system picks. */
  public static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  /** Opens a connection, by a listener that is closed again. */
  public static StreamPair open(Kernel kernel) throws IOException {
    try (ListeningSource listener = kernel.listen(anyPort(), ListenOptions.DEFAULT)) {
      return open(kernel, listener);
    }
  }

  /** Opens a connection to a listener of its own. */
  public static StreamPair open(Kernel kernel, ListeningSource listener) throws IOException {
    StreamSource client = kernel.connect(listener.localAddress());
    StreamSource server = accept(kernel, listener);
    finishConnect(kernel, client);
    return new StreamPair(client, server);
  }

  /** Accepts the next connection, which must come. */
  public static StreamSource accept(Kernel kernel, ListeningSource listener) throws IOException {
    while (true) {
      StreamSource accepted = listener.accept();
      if (accepted != null) {
        return accepted;
      }
      require(kernel, listener, Ready.READ);
    }
  }

  /** Completes a connect, which must come to an end. */
  public static void finishConnect(Kernel kernel, StreamSource client) throws IOException {
    while (!client.finishConnect()) {
      require(kernel, client, Ready.WRITE);
    }
  }

  /** Writes all of a text, one byte for each character. */
  public static void send(Kernel kernel, StreamSource to, String text) throws IOException {
    ByteBuffer bytes = ISO_8859_1.encode(text);
    while (bytes.hasRemaining()) {
      if (to.write(bytes) == 0) {
        require(kernel, to, Ready.WRITE);
      }
    }
  }

  /** Reads that many bytes, or fewer where the input ends before. */
  public static String receive(Kernel kernel, StreamSource from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      int count = from.read(bytes);
      if (count == StreamSource.END) {
        break;
      }
      if (count == 0) {
        require(kernel, from, Ready.READ);
      }
    }
    return ISO_8859_1.decode(bytes.flip()).toString();
  }

  /** Waits until the source is ready for one of the reasons, without consuming anything. */
  public static void require(Kernel kernel, Source source, int reasons) throws IOException {
    long deadline = kernel.nanoTime() + PATIENCE_NANOS;
    // A wake-up ends a poll, too.
    while (kernel.poll(source, reasons, deadline - kernel.nanoTime()) == 0) {
      if (deadline - kernel.nanoTime() <= 0) {
        throw new AssertionError(source + " did not become ready for " + reasons);
      }
    }
  }

  /** Writes until the system takes no more; returns the bytes it took. */
  public static long fill(StreamSource to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
    long total = 0;
    while (true) {
      int count = to.write(bytes.clear());
      if (count == 0) {
        return total;
      }
      total += count;
    }
  }
}
