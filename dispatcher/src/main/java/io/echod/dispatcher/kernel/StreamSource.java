package io.echod.dispatcher.kernel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connected, or connecting, stream socket (TCP or Unix). Nothing here blocks. */
public abstract class StreamSource extends Source {

  /** The value that {@link #read} returns once the peer has ended its output. */
  public static final int END = -1;

  /** For the sides of the seam. */
  protected StreamSource() {}

  /**
   * Reads what is there into the buffer's remaining space.
   *
   * @return the bytes read; 0 where none are there now or there is no space; {@link #END} at the
   *     end of input, then and ever after
   * @throws IOException where the connection was aborted (RFC 9293 section 3.10.7.4: reset), timed
   *     out, or is not connected
   */
  public abstract int read(ByteBuffer buffer) throws IOException;

  /**
   * Writes as much of the buffer's remaining bytes as the system takes now.
   *
   * @return the bytes taken, 0 or more
   * @throws IOException where the connection was aborted, its output shut down, or it is not
   *     connected
   */
  public abstract int write(ByteBuffer buffer) throws IOException;

  /**
   * Reads the urgent byte, which stands outside the stream (RFC 9293 section 3.8.5; of several not
   * read in time, the last).
   *
   * @return 0 to 255; -1 where there is none now
   * @throws UnsupportedOperationException where the kernel can't see {@link Ready#EXCEPT}
   * @throws IOException where the connection was aborted or is not connected
   */
  public int readUrgent() throws IOException {
    throw new UnsupportedOperationException("kernel " + kernel().name() + " can't see urgent data");
  }

  /**
   * Ends the output: after all that was written the peer reads an end (FIN, RFC 9293 section 3.6).
   * A second call does nothing.
   */
  public abstract void shutdownOutput() throws IOException;

  /**
   * Completes a {@link Kernel#connect}.
   *
   * @return true once connected, then and ever after; false while it is under way
   * @throws IOException where the attempt failed; the source is then of no further use
   */
  public abstract boolean finishConnect() throws IOException;

  /** Closes so that the peer gets a reset (RFC 9293 section 3.5.3) and bytes under way are lost. */
  public abstract void abort();

  /**
   * Why the connection is lost, as far as that is known without reading or writing, as after {@link
   * Ready#LOST}; null where it is not, or where both directions have ended cleanly. The bytes that
   * came before can still be read; after them {@link #read} throws this or returns the end.
   */
  public @Nullable IOException failure() {
    return null;
  }

  /**
   * Whether bytes that have come were not read, for a stream reported as {@link Ready#LOST}: what
   * an end has come behind. Consumes nothing.
   */
  public boolean hasInput() {
    return false;
  }

  /**
   * How many of the bytes written the peer's system has not acknowledged (SIOCOUTQ of tcp(7)):
   * those that a reset would overtake.
   *
   * @return 0 or more; -1 where the kernel can't say
   */
  public int unacknowledged() {
    return -1;
  }

  /** The address of this end; after a close, too. */
  public abstract SocketAddress localAddress() throws IOException;

  /** The address of the other end; while connecting and after a close, too. */
  public abstract SocketAddress remoteAddress() throws IOException;

  /** Whether it is over TCP, and not a Unix socket. */
  public boolean isTcp() throws IOException {
    return remoteAddress() instanceof InetSocketAddress;
  }

  /**
   * Sets an option: SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_LINGER, TCP_NODELAY and IP_TOS of {@link
   * java.net.StandardSocketOptions}, and what {@code jdk.net.ExtendedSocketOptions} calls
   * TCP_KEEPIDLE, TCP_KEEPINTERVAL and TCP_KEEPCOUNT. Every kernel takes these and no others; of a
   * Unix socket SO_SNDBUF, SO_RCVBUF and SO_LINGER. {@link StreamOption} has their ranges.
   *
   * @throws UnsupportedOperationException for any other
   * @throws IllegalArgumentException where the value is out of range
   */
  public abstract <T> void option(SocketOption<T> option, T value) throws IOException;
}
