package io.echod.dispatcher.kernel;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * How to listen.
 *
 * @param backlog connections that may wait to be accepted, 1 or more; the system may allow fewer
 *     (listen(2))
 * @param reusePort several listeners, of one user, share the port and the system spreads
 *     connections over them (SO_REUSEPORT of socket(7))
 * @param receiveBufferBytes SO_RCVBUF of the accepted connections; 0 leaves it to the system
 * @param unixPermissions the mode of a Unix socket's file, which it has from the moment the file is
 *     there; empty leaves it to the umask
 */
public record ListenOptions(
    int backlog,
    boolean reusePort,
    int receiveBufferBytes,
    Set<PosixFilePermission> unixPermissions) {

  /** Backlog 4096, nothing else. */
  public static final ListenOptions DEFAULT = new ListenOptions(4096, false, 0);

  /** Checks the ranges. */
  public ListenOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog must be 1 or more, not " + backlog);
    }
    if (receiveBufferBytes < 0) {
      throw new IllegalArgumentException(
          "receiveBufferBytes must be 0 or more, not " + receiveBufferBytes);
    }
    unixPermissions = Set.copyOf(unixPermissions);
  }

  /** The mode of a Unix socket's file is left to the umask. */
  public ListenOptions(int backlog, boolean reusePort, int receiveBufferBytes) {
    this(backlog, reusePort, receiveBufferBytes, Set.of());
  }

  /** Returns these options with another mode for a Unix socket's file. */
  public ListenOptions withUnixPermissions(Set<PosixFilePermission> other) {
    return new ListenOptions(backlog, reusePort, receiveBufferBytes, other);
  }

  /** Returns these options, sharing the port or not. */
  public ListenOptions withReusePort(boolean share) {
    return new ListenOptions(backlog, share, receiveBufferBytes, unixPermissions);
  }
}
