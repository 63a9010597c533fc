package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.scheme.runtime.ScriptLoop;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a script waits for a connection: for its call to be answered, for input, for room. */
public final class TcpWaits {

  private final TcpConnection owner;
  private final TcpInput input;
  private final ScriptLoop loop;

  TcpWaits(TcpConnection owner, TcpInput input) {
    this.owner = owner;
    this.input = input;
    loop = owner.loop;
  }

  /**
   * In a live session waits here until a read would find something, as the loop uses the session's
   * buffer meanwhile.
   *
   * @return how long the read itself may wait
   */
  public Duration untilReadable(Duration timeout) {
    return until(
        Reason.READ,
        timeout,
        known -> input.isAhead() || !known.isOpen() || known.isInputEnded() || known.isReadable());
  }

  /** Waits until a write is possible. */
  public Duration untilWritable(Duration timeout) {
    return until(Reason.WRITE, timeout, known -> !known.isOpen() || known.isWritable());
  }

  /** The condition of a wait, asked of the connection. */
  @FunctionalInterface
  private interface Readiness {
    boolean of(Connection known) throws IOException;
  }

  private Duration until(int reasons, Duration timeout, Readiness readiness) {
    try {
      long deadline = loop.waits().deadline(timeout);
      Connection known = connected(timeout);
      Duration left = loop.waits().left(timeout, deadline);
      return known == null
          ? Duration.ZERO
          : loop.waits().whileLive(known, reasons, left, () -> readiness.of(known));
    } catch (IOException lost) {
      owner.tellLost(lost);
      return Duration.ZERO;
    }
  }

  /**
   * The connection, waiting at most so long for a call to be answered; null where there is none.
   */
  @Nullable Connection connected(Duration timeout) throws IOException {
    OutgoingCall waitsFor = owner.call();
    if (waitsFor != null) {
      loop.waits().until(waitsFor, timeout);
    }
    return owner.connection();
  }

  /** Whether a connection that was called is connected by now; false where it can't be. */
  public boolean complete(Duration timeout) {
    try {
      Connection known = connected(timeout);
      if (owner.isRefusalDue()) {
        owner.closed();
      }
      return known != null && known.isOpen();
    } catch (IOException refused) {
      owner.tellLost(refused);
      return false;
    }
  }

  /** Waits until it is connected and has input; false where the time is over before. */
  boolean forInput(Duration timeout, long deadline) {
    boolean complete = complete(loop.waits().left(timeout, deadline));
    Connection known = owner.connection();
    if (!complete || known == null) {
      return !owner.isOpen();
    }
    return loop.waits().forInput(known, loop.waits().left(timeout, deadline));
  }
}
