package io.echod.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose writers never wait: a thread of its own writes to the target, which may be a pipe
 * without a reader, a terminal that Ctrl-S has stopped, or a full disk. Bytes that the target has
 * not taken are kept, up to a limit. Beyond it whole lines are dropped, and a line in their place
 * reports how many. From any thread.
 */
public final class Outlet extends OutputStream {

  /** More than this the target is not given at once. */
  private static final int CHUNK_BYTES_MAX = 64 * 1024;

  /**
   * After a write the thread pauses, and writes what has come meanwhile together: to be woken for
   * the lines of each turn of a loop would cost that loop more than to make them.
   */
  private static final long PAUSE_NANOS = 1_000_000;

  private static final int BYTES_MAX_MIN = 1024;
  private static final int NOTICE_BYTES_MAX = 128;

  private final OutputStream target;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** A ring: the kept bytes begin at the head, and go on at 0 behind the last. */
  private final byte[] ring;

  private int head;
  private int size;

  /** So many bytes from the head are being written, without the lock: they stay where they are. */
  private int writing;

  private boolean keptEndsMidLine;
  private boolean droppedEndsMidLine;
  private long droppedLines;

  /** Bytes that the target has taken or refused. */
  private long taken;

  /** The count of those when a caller's patience ended; -1 where it has not. */
  private long givenUpAt = -1;

  /** The thread pauses, and a caller may be in a hurry. */
  private boolean pausing;

  /** Threads that wait until everything is written. */
  private int waiters;

  /** Why the last write was refused; null where it was not. */
  private @Nullable IOException failure;

  private @Nullable IOException anyFailure;
  private @Nullable Thread writer;

  /**
   * Writes to a target, on a thread that starts with the first bytes.
   *
   * @param name of the target, in the line about dropped ones and as the name of the thread
   * @param bytesMax kept for a target that takes none; 1 KiB or more
   */
  public Outlet(String name, OutputStream target, int bytesMax) {
    if (bytesMax < BYTES_MAX_MIN) {
      throw new IllegalArgumentException(
          "bytesMax must be " + BYTES_MAX_MIN + " or more, not " + bytesMax);
    }
    this.name = name;
    this.target = target;
    ring = new byte[bytesMax];
  }

  @Override
  public void write(int each) {
    write(new byte[] {(byte) each}, 0, 1);
  }

  /** Takes the bytes, or drops lines of them; never waits for the target. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      start();
      take(bytes, offset, offset + length);
      changed.signalAll();
      if (isWorthAWrite()) {
        endPause();
      }
    } finally {
      lock.unlock();
    }
  }

  private void take(byte[] bytes, int offset, int end) {
    int from = offset;
    if (isDropping()) {
      from = skipRestOfDroppedLine(bytes, from, end);
      if (droppedEndsMidLine || !hasRoomAgain()) {
        drop(bytes, from, end);
        return;
      }
      appendNotice();
    }
    int fitting = fitting(bytes, from, end);
    append(bytes, from, fitting);
    drop(bytes, from + fitting, end);
  }

  private boolean isDropping() {
    return droppedLines > 0 || droppedEndsMidLine;
  }

  /** Half of it, so that a slow target is not given a line and a notice by turns. */
  private boolean hasRoomAgain() {
    return size <= ring.length / 2;
  }

  /** The thread does not pause then: the kept bytes would leave the processor's caches. */
  private boolean isWorthAWrite() {
    return size >= CHUNK_BYTES_MAX || !hasRoomAgain();
  }

  private int skipRestOfDroppedLine(byte[] bytes, int from, int end) {
    int index = from;
    while (droppedEndsMidLine && index < end) {
      droppedEndsMidLine = bytes[index++] != '\n';
    }
    return index;
  }

  /** The bytes that fit: all, or as many whole lines as do. */
  private int fitting(byte[] bytes, int from, int end) {
    int room = ring.length - size - NOTICE_BYTES_MAX;
    if (end - from <= room) {
      return end - from;
    }
    int after = from + Math.max(0, room);
    while (after > from && bytes[after - 1] != '\n') {
      after--;
    }
    return after - from;
  }

  private void drop(byte[] bytes, int from, int end) {
    for (int index = from; index < end; index++) {
      if (!droppedEndsMidLine) {
        droppedLines++;
      }
      droppedEndsMidLine = bytes[index] != '\n';
    }
  }

  private void append(byte[] bytes, int from, int count) {
    if (count == 0) {
      return;
    }
    int tail = (head + size) % ring.length;
    int first = Math.min(count, ring.length - tail);
    System.arraycopy(bytes, from, ring, tail, first);
    System.arraycopy(bytes, from + first, ring, 0, count - first);
    size += count;
    keptEndsMidLine = bytes[from + count - 1] != '\n';
  }

  private void appendNotice() {
    String lines = droppedLines == 1 ? "1 line" : droppedLines + " lines";
    String notice =
        (keptEndsMidLine ? "\n" : "")
            + ("echod: " + lines + " dropped here: " + name + " did not take them\n");
    droppedLines = 0;
    byte[] bytes = notice.getBytes(StandardCharsets.US_ASCII);
    append(bytes, 0, bytes.length);
  }

  /**
   * Starts the thread where it does not run. Called ahead of an emergency, for there may be no
   * memory for a thread then; where there is none, the bytes wait for the next call.
   */
  public void start() {
    lock.lock();
    try {
      if (writer == null) {
        writer = Thread.ofPlatform().name(name).daemon().start(this::writeOut);
      }
    } catch (OutOfMemoryError noThread) {
      // The next one tries again.
    } finally {
      lock.unlock();
    }
  }

  private void writeOut() {
    while (true) {
      int from;
      int count;
      lock.lock();
      try {
        awaitBytes();
        from = head;
        count = Math.min(Math.min(size, ring.length - head), CHUNK_BYTES_MAX);
        writing = count;
      } finally {
        lock.unlock();
      }
      IOException refusal = writeToTarget(from, count);
      lock.lock();
      try {
        written(refusal);
      } finally {
        lock.unlock();
      }
      pause();
    }
  }

  private void pause() {
    boolean pauses;
    lock.lock();
    try {
      pauses = waiters == 0 && !isWorthAWrite();
      pausing = pauses;
    } finally {
      lock.unlock();
    }
    // An unpark that came before has it return at once.
    if (pauses) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  /** With the lock. */
  private void endPause() {
    if (pausing) {
      pausing = false;
      LockSupport.unpark(writer);
    }
  }

  private void awaitBytes() {
    while (size == 0) {
      if (droppedLines > 0 && !droppedEndsMidLine && failure == null) {
        appendNotice();
      } else {
        changed.awaitUninterruptibly();
      }
    }
  }

  private @Nullable IOException writeToTarget(int from, int count) {
    try {
      target.write(ring, from, count);
      target.flush();
      return null;
    } catch (IOException refused) {
      return refused;
    }
  }

  private void written(@Nullable IOException refusal) {
    failure = refusal;
    if (refusal != null) {
      anyFailure = refusal;
      for (int index = head; index < head + writing; index++) {
        droppedLines += ring[index] == '\n' ? 1 : 0;
      }
    }
    head = (head + writing) % ring.length;
    size -= writing;
    if (size == 0) {
      // The same few bytes of the ring serve again and again.
      head = 0;
    }
    taken += writing;
    writing = 0;
    changed.signalAll();
  }

  /** Does nothing: who wants to wait calls {@link #await}. */
  @Override
  public void flush() {}

  /** Waits until the target has taken or refused everything; false where the time was too short. */
  public boolean await(Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    waiters++;
    endPause();
    try {
      while (size > 0 && writer != null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return size == 0;
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiters--;
      lock.unlock();
    }
  }

  /**
   * Waits for as long as the target goes on taking, with pauses of such a length at most. One that
   * has once paused for longer is not waited for again before it takes some.
   */
  public void awaitTaking(Duration pause) {
    lock.lock();
    waiters++;
    endPause();
    try {
      long left = pause.toNanos();
      while (size > 0 && writer != null && taken != givenUpAt) {
        long before = taken;
        left = changed.awaitNanos(left);
        if (taken != before) {
          left = pause.toNanos();
        } else if (left <= 0) {
          givenUpAt = taken;
        }
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      waiters--;
      lock.unlock();
    }
  }

  /** Why the target has refused bytes, the last time it did; empty where it never has. */
  public Optional<IOException> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(anyFailure);
    } finally {
      lock.unlock();
    }
  }
}
