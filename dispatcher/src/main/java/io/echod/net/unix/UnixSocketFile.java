package io.echod.net.unix;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that is listened on. A process that opens or removes one holds its
 * {@link PathLock} meanwhile: of two that find the file of a listener that has gone, one listens.
 * Without it, the second would delete the socket of the first, and would do so even between its
 * bind(2) and its listen(2), when no server answers there yet.
 */
public final class UnixSocketFile {

  /** The kind of a file in its mode, and a socket's (inode(7)). */
  private static final int S_IFMT = 0170000;

  private static final int S_IFSOCK = 0140000;

  private final Kernel kernel;
  private final Path path;
  private final ListeningSource source;
  private final @Nullable Identity identity;

  /**
   * Distinguishes our file from any that stands in its place later. The number of an inode alone
   * may have gone to another file.
   */
  private record Identity(Object key, FileTime modified) {

    static @Nullable Identity of(Path path) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object key = attributes.fileKey();
        return key == null ? null : new Identity(key, attributes.lastModifiedTime());
      } catch (IOException gone) {
        return null;
      }
    }
  }

  private UnixSocketFile(Kernel kernel, Path path, ListeningSource source) {
    this.kernel = kernel;
    this.path = path;
    this.source = source;
    identity = Identity.of(path);
  }

  /**
   * Listens on a Unix socket, in place of a listener that has gone.
   *
   * @throws BindException where a socket listens there, or the file is no socket
   */
  public static UnixSocketFile listen(
      Kernel kernel, UnixDomainSocketAddress address, ListenOptions options) throws IOException {
    // Absolute: what is deleted in the end must not depend on anything that may change.
    Path path = address.getPath().toAbsolutePath();
    try (PathLock _ = PathLock.take(kernel, path)) {
      clear(kernel, address, path);
      ListeningSource source = kernel.listen(address, options);
      try {
        return new UnixSocketFile(kernel, path, source);
      } catch (Throwable failure) {
        // The socket has no owner.
        source.close();
        throw failure;
      }
    }
  }

  /** Removes the socket of a listener that has gone; refuses to touch anything else. */
  private static void clear(Kernel kernel, UnixDomainSocketAddress address, Path path)
      throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Identity found = Identity.of(path);
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & S_IFMT) != S_IFSOCK) {
      throw new BindException("the file exists and is not a socket");
    }
    // A process that does not know of the lock may have been quicker.
    if (answers(kernel, address) || found == null || !found.equals(Identity.of(path))) {
      throw new BindException("address already in use");
    }
    Files.delete(path);
  }

  /** Only a refusal means that there is no listener: a socket we may not open has one, too. */
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

  public ListeningSource source() {
    return source;
  }

  /** Deletes the file where it is still ours, and not a successor's or anything else. */
  public void remove() {
    if (identity == null || !identity.equals(Identity.of(path))) {
      return;
    }
    try (PathLock _ = PathLock.take(kernel, path)) {
      if (identity.equals(Identity.of(path))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException ignored) {
      // The directory has gone, or another process is about to replace the file.
    }
  }
}
