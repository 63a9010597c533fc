package io.echod.net;

import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StackRoom;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls that wait, for scripts and tests: on the dispatcher's thread, and outside its callbacks, as
 * nothing else is served while they wait.
 *
 * <p>A timeout that is negative means for ever; one of zero only looks. An interrupt ends the wait
 * as a timeout does, and stays in the thread's flag. Where the dispatcher is closed meanwhile, by
 * another thread, the wait ends with a {@link SocketException} that says so.
 */
public final class Blocking {

  private Blocking() {}

  /** Accepts a connection; empty where none came in time. */
  public static Optional<Connection> accept(Listener listener, Duration timeout)
      throws IOException {
    try (Wait wait = new Wait(listener.dispatcher(), listener.source(), timeout)) {
      while (true) {
        long failures = listener.acceptFailures();
        Optional<Connection> accepted = listener.accept();
        // After a failure the source stays ready: waiting for that would be spinning.
        boolean failed = listener.acceptFailures() > failures;
        if (accepted.isPresent()
            || !(failed ? wait.pause(listener.retryDelay()) : wait.until(Ready.READ))) {
          return accepted;
        }
      }
    }
  }

  /** Completes a connect; false where it is still under way after the timeout. */
  public static boolean complete(Connection connection, Duration timeout) throws IOException {
    try (Wait wait = new Wait(connection.dispatcher(), connection.source(), timeout)) {
      while (!connection.complete()) {
        if (!wait.until(Ready.WRITE)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Waits until a turn of the dispatcher would find something to do for an attempt to connect;
   * false where the time is over before, and where there is nothing to wait for but time.
   */
  public static boolean await(Connector attempt, Duration timeout) throws IOException {
    Connection connection = attempt.underWay();
    if (connection == null || !connection.isOpen()) {
      return false;
    }
    try (Wait wait = new Wait(connection.dispatcher(), connection.source(), timeout)) {
      return wait.until(Ready.WRITE);
    }
  }

  /** Reads the first chunk that is there; 0 bytes where none came in time. */
  public static int read(Connection connection, ByteBuffer buffer, Duration timeout)
      throws IOException {
    try (Wait wait = new Wait(connection.dispatcher(), connection.source(), timeout)) {
      while (true) {
        int count = connection.read(buffer);
        if (count != 0 || !buffer.hasRemaining() || !wait.until(connection.needs(Ready.READ))) {
          return count;
        }
      }
    }
  }

  /**
   * Reads until the buffer is full.
   *
   * @return the bytes read; fewer than fit where the time or the input ended before; {@link
   *     Connection#END} where the input had ended before the first
   */
  public static int readFully(Connection connection, ByteBuffer buffer, Duration timeout)
      throws IOException {
    try (Wait wait = new Wait(connection.dispatcher(), connection.source(), timeout)) {
      int total = 0;
      while (buffer.hasRemaining()) {
        int count = connection.read(buffer);
        if (count == Connection.END) {
          return total == 0 ? Connection.END : total;
        }
        total += count;
        if (count == 0 && !wait.until(connection.needs(Ready.READ))) {
          break;
        }
      }
      return total;
    }
  }

  /** Writes the buffer past the queue; returns the bytes that the system has taken in time. */
  public static int write(Connection connection, ByteBuffer buffer, Duration timeout)
      throws IOException {
    try (Wait wait = new Wait(connection.dispatcher(), connection.source(), timeout)) {
      int total = 0;
      while (true) {
        total += connection.writeNow(buffer);
        if (!buffer.hasRemaining() || !wait.until(connection.needs(Ready.WRITE))) {
          return total;
        }
      }
    }
  }

  /** Waits for one source, up to one deadline, and holds off a close until it is over. */
  private static final class Wait implements AutoCloseable {

    private final Dispatcher dispatcher;
    private final Kernel kernel;
    private final Source source;
    private final boolean forever;
    private final long deadlineNanos;
    private final Claim claim;
    private boolean woken;

    Wait(Dispatcher dispatcher, Source source, Duration timeout) {
      this.dispatcher = dispatcher;
      kernel = dispatcher.kernel();
      this.source = source;
      forever = timeout.isNegative();
      long most = Long.MAX_VALUE / 2;
      boolean endless = forever || timeout.compareTo(Duration.ofNanos(most)) > 0;
      deadlineNanos = kernel.nanoTime() + (endless ? most : timeout.toNanos());
      claim = dispatcher.claim(2 * StackRoom.TO_CLOSE);
    }

    /** Waits for nothing but time; false once the deadline has passed, or on an interrupt. */
    boolean pause(Duration delay) throws IOException {
      long left = left();
      poll(0, Math.min(left, delay.toNanos()));
      return left > 0 && !Thread.currentThread().isInterrupted();
    }

    /** False once the deadline has passed without readiness, or the thread is interrupted. */
    boolean until(int reasons) throws IOException {
      while (!Thread.currentThread().isInterrupted()) {
        long left = left();
        if (poll(reasons, left) != 0) {
          return true;
        }
        if (left == 0) {
          return false;
        }
      }
      return false;
    }

    private long left() {
      return forever ? Kernel.FOREVER : Math.max(0, deadlineNanos - kernel.nanoTime());
    }

    private int poll(int reasons, long timeoutNanos) throws IOException {
      boolean gone = !source.isOpen() && dispatcher.isClosed();
      int found = gone ? 0 : kernel.poll(source, reasons, timeoutNanos);
      if (found == 0 && dispatcher.isClosed()) {
        throw new SocketException(
            "can't wait for " + source + " any more: the dispatcher is closed");
      }
      woken |= found == 0 && timeoutNanos > 0;
      return found;
    }

    @Override
    public void close() {
      try {
        if (woken) {
          // The event that ended a wait here may have been meant for the dispatcher's next one.
          kernel.wakeup();
        }
      } finally {
        claim.close();
      }
    }
  }
}
