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
   * @return null where none waits now; a connection that was reset while it waited is passed over
   * @throws IOException where the system has no means for another one (EMFILE, ENFILE, ENOBUFS,
   *     ENOMEM of accept(2)); the connection goes on waiting, so the source stays ready
   */
  public abstract @Nullable StreamSource accept() throws IOException;

  /** The address it is bound to, with the real port where port 0 was asked for. */
  public abstract SocketAddress localAddress() throws IOException;
}
