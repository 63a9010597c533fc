package io.echod.net.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.echod.dispatcher.kernel.Kernel;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps others away from a path for the few moments in which something is put there or taken away:
 * a file beside it, with the number of the process in it. One left by a process that died in those
 * moments is removed.
 */
public final class PathLock implements AutoCloseable {

  /** A process that holds one for so long is in trouble. */
  private static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();

  /** The number of a process of another container means nothing here: not even a dead one's. */
  private static final long DEAD_NANOS = Duration.ofMillis(200).toNanos();

  /** Null where the directory takes no files; then it takes no sockets either. */
  private final @Nullable Path file;

  private PathLock(@Nullable Path file) {
    this.file = file;
  }

  /**
   * Waits, 2 s at most, until no other process holds the lock.
   *
   * @throws BindException where another process still does
   */
  static PathLock take(Kernel kernel, Path path) throws BindException {
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    byte[] own = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
    String holder = "";
    long sinceNanos = kernel.nanoTime();
    long startNanos = sinceNanos;
    while (kernel.nanoTime() - startNanos < WAIT_NANOS) {
      try {
        Files.write(file, own, CREATE_NEW, WRITE);
        return new PathLock(file);
      } catch (FileAlreadyExistsException held) {
        String now = holder(file);
        if (!now.equals(holder)) {
          holder = now;
          sinceNanos = kernel.nanoTime();
        } else if (kernel.nanoTime() - sinceNanos > DEAD_NANOS && isDead(holder)) {
          breakLock(file, holder);
        }
        pause();
      } catch (IOException noSuchPlace) {
        return new PathLock(null);
      }
    }
    throw new BindException("process " + holder + " is opening it just now (" + file + ")");
  }

  @SuppressWarnings("ThreadPriorityCheck") // no hint to the scheduler: it is the point
  private static void pause() {
    Thread.yield();
  }

  private static String holder(Path file) {
    try {
      return Files.readString(file, US_ASCII).strip();
    } catch (IOException gone) {
      return "";
    }
  }

  /** Whether it has died; so has one that could not even write its number. */
  private static boolean isDead(String holder) {
    try {
      return ProcessHandle.of(Long.parseLong(holder)).isEmpty();
    } catch (NumberFormatException unknown) {
      return true;
    }
  }

  /** If several find the file of a dead holder, one moves it; the others find none. */
  private static void breakLock(Path file, String holder) {
    Path aside = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.move(file, aside);
      if (!holder(aside).equals(holder)) {
        // Another process was quicker, and holds a new one.
        Files.createLink(file, aside);
      }
      Files.delete(aside);
    } catch (IOException gone) {
      // Then it need not be broken.
    }
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException gone) {
        // The directory was taken away.
      }
    }
  }
}
