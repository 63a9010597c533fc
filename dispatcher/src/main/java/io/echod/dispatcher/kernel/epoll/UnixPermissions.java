package io.echod.dispatcher.kernel.epoll;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Binds Unix sockets so that the file never lets in more users than were asked for. */
final class UnixPermissions {

  private UnixPermissions() {}

  /**
   * Binds a Unix socket. The mode of its file is that of the socket, less the umask (unix(7), bind
   * in the source of Linux): so it is set before, and what the umask took away is given afterwards.
   */
  static void bind(
      EpollKernel kernel,
      int descriptor,
      UnixDomainSocketAddress address,
      Set<PosixFilePermission> permissions)
      throws IOException {
    if (!permissions.isEmpty() && Libc.fchmod(kernel.state, descriptor, mode(permissions)) < 0) {
      throw Errors.of(kernel.state);
    }
    int bytes = Addresses.write(address, kernel.scratch);
    if (Libc.bindFile(kernel.state, descriptor, kernel.scratch.address(), bytes) < 0) {
      throw Errors.of(kernel.state);
    }
    if (permissions.isEmpty()) {
      return;
    }
    try {
      if (!Files.getPosixFilePermissions(address.getPath()).equals(permissions)) {
        Files.setPosixFilePermissions(address.getPath(), permissions);
      }
    } catch (IOException failure) {
      Files.deleteIfExists(address.getPath());
      throw failure;
    }
  }

  /** The bits of chmod(2). */
  private static int mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : permissions) {
      mode |=
          switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 040;
            case GROUP_WRITE -> 020;
            case GROUP_EXECUTE -> 010;
            case OTHERS_READ -> 04;
            case OTHERS_WRITE -> 02;
            case OTHERS_EXECUTE -> 01;
          };
    }
    return mode;
  }
}
