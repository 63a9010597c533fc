package io.echod.dispatcher.kernel;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening socket (TCP or Unix). */
public abstract class ListeningSource extends Source {

  /** For the sides of the seam. */
  protected ListeningSource() {}

  /**
   * Accepts one connection.
   *
   * @return null where none waits now; a connection that was reset while it waited is passed over,
   *     or handed out to fail at its first read, as Linux does
   * @throws IOException where the system has no means for another one (EMFILE, ENFILE, ENOBUFS,
   *     ENOMEM of accept(2)); the connection goes on waiting, so the source stays ready
   */
  public abstract @Nullable StreamSource accept() throws IOException;

  /**
   * Accepts one connection for any kernel that {@linkplain Kernel#adopt adopts} it.
   *
   * @return as of {@link #accept}
   * @throws IOException as {@link #accept} does
   * @throws UnsupportedOperationException where the kernel hands none over
   */
  public @Nullable AcceptedSocket acceptSocket() throws IOException {
    throw new UnsupportedOperationException(
        "kernel " + kernel().name() + " hands over no connections");
  }

  /**
   * From now on, lets listening sockets of the same user that ask for {@link
   * ListenOptions#reusePort} share the port. One that was opened without that option has the port
   * to itself until this call: so the first of a group finds out whether another process listens
   * there.
   *
   * @throws UnsupportedOperationException where the kernel has no such option
   */
  public void share() throws IOException {
    throw new UnsupportedOperationException("kernel " + kernel().name() + " shares no ports");
  }

  /** The address it is bound to, with the real port where port 0 was asked for. */
  public abstract SocketAddress localAddress() throws IOException;
}
