package io.echod.dispatcher.kernel.nio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Binds Unix sockets so that the file never lets in more users than were asked for. A channel takes
 * no mode: so it is bound in a directory that other users can't enter, and its file put in its
 * place once it has the right mode.
 */
final class UnixPermissions {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** The bytes of a Unix socket's path (unix(7)), and those that a place beside it takes more. */
  private static final int PATH_BYTES_MAX = 107;

  private static final int DIRECTORY_RANDOM_BYTES = 4;
  private static final String DIRECTORY_PREFIX = ".";
  private static final String FILE = "s";

  private UnixPermissions() {}

  static void bind(
      ServerSocketChannel channel,
      UnixDomainSocketAddress address,
      int backlog,
      Set<PosixFilePermission> permissions)
      throws IOException {
    Path path = address.getPath();
    if (permissions.isEmpty()) {
      bind(channel, path, backlog);
      return;
    }
    if (excess(path) > 0) {
      throw new BindException("Unix domain path too long: " + path);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new BindException("Address already in use: " + path);
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new BindException("not a path of a file: " + path);
    }
    if (isPrivate(parent)) {
      bindThenRestrict(channel, path, backlog, permissions);
      return;
    }
    bindAside(channel, path, backlog, permissions);
  }

  private static void bind(ServerSocketChannel channel, Path path, int backlog) throws IOException {
    try {
      channel.bind(UnixDomainSocketAddress.of(path), backlog);
    } catch (BindException named) {
      throw named;
    } catch (SocketException failure) {
      // The JDK says the same of a path that is too long as of much else.
      BindException named = new BindException(failure.getMessage() + ": " + path);
      named.initCause(failure);
      throw named;
    }
  }

  /** How many bytes a path has too many; 0 or less where it fits. */
  private static int excess(Path path) {
    return path.toString().getBytes(UTF_8).length - PATH_BYTES_MAX;
  }

  /** No other user gets into that directory. */
  private static boolean isPrivate(Path directory) throws IOException {
    return OWNER.containsAll(Files.getPosixFilePermissions(directory));
  }

  private static void bindThenRestrict(
      ServerSocketChannel channel, Path path, int backlog, Set<PosixFilePermission> permissions)
      throws IOException {
    bind(channel, path, backlog);
    try {
      Files.setPosixFilePermissions(path, permissions);
    } catch (IOException failure) {
      Files.deleteIfExists(path);
      throw failure;
    }
  }

  private static void bindAside(
      ServerSocketChannel channel, Path path, int backlog, Set<PosixFilePermission> permissions)
      throws IOException {
    byte[] random = new byte[DIRECTORY_RANDOM_BYTES];
    RANDOM.nextBytes(random);
    Path directory = path.resolveSibling(DIRECTORY_PREFIX + HexFormat.of().formatHex(random));
    Path aside = directory.resolve(FILE);
    int excess = excess(aside);
    if (excess > 0) {
      throw new BindException(
          "path too long by "
              + excess
              + " for a mode that holds from the first moment, in a directory that others may"
              + " enter: "
              + path);
    }
    Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER));
    try {
      bindThenRestrict(channel, aside, backlog, permissions);
      // Unlike a move, a link never takes the place of another file.
      Files.createLink(path, aside);
    } catch (FileAlreadyExistsException taken) {
      throw new BindException("Address already in use: " + path);
    } finally {
      Files.deleteIfExists(aside);
      Files.deleteIfExists(directory);
    }
  }
}
