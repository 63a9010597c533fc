package io.echod.tcp;

import io.echod.dispatcher.kernel.Kernel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The file that a Unix socket leaves behind, and what may be done to it. */
final class UnixSocketFile {

  /** The kind of a file in its mode, and a socket's (inode(7)). */
  private static final int S_IFMT = 0170000;

  private static final int S_IFSOCK = 0140000;

  private UnixSocketFile() {}

  /** Removes the socket of a listener that has gone; refuses to touch anything else. */
  static void clear(Kernel kernel, UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & S_IFMT) != S_IFSOCK) {
      throw new BindException("the file exists and is not a socket");
    }
    if (answers(kernel, address)) {
      throw new BindException("address already in use");
    }
    Files.delete(path);
  }

  /** Only a refusal means that nobody listens: a socket we may not open is somebody's, too. */
  private static boolean answers(Kernel kernel, UnixDomainSocketAddress address) {
    try {
      kernel.connect(address).close();
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException otherwise) {
      return true;
    }
  }

  static void restrict(UnixDomainSocketAddress address, Set<PosixFilePermission> permissions)
      throws IOException {
    if (permissions.isEmpty()) {
      return;
    }
    try {
      Files.setPosixFilePermissions(address.getPath(), permissions);
    } catch (IOException failure) {
      remove(address);
      throw failure;
    }
  }

  static void remove(UnixDomainSocketAddress address) {
    try {
      Files.deleteIfExists(address.getPath());
    } catch (IOException ignored) {
      // Somebody took the directory away; the next listener will find nothing, or clear it.
    }
  }
}
