package io.echod.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to a target that may be a pipe which another process has made non-blocking: where that is
 * full, it waits until the reader has taken some. Belongs to a thread that may wait.
 *
 * <p>A pipe takes so few bytes at once or none of them (POSIX, write(2), PIPE_BUF), so what was
 * refused can be given again.
 */
final class PatientOutput extends OutputStream {

  /** PIPE_BUF of Linux. */
  private static final int AT_ONCE_BYTES = 4096;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** The texts of strerror(3) for EAGAIN, by GNU's library and by others. */
  private static final String FULL = "temporarily unavailable";

  private final OutputStream target;

  PatientOutput(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    for (int from = offset; from < end; from += AT_ONCE_BYTES) {
      writeSome(bytes, from, Math.min(AT_ONCE_BYTES, end - from));
    }
  }

  private void writeSome(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      try {
        target.write(bytes, offset, length);
        return;
      } catch (IOException refused) {
        if (!String.valueOf(refused.getMessage()).contains(FULL)) {
          throw refused;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
