package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The wait for the peer's end after ours: input that still comes is read and thrown away. A socket
 * closed over unread input would answer with a reset, which may destroy our last bytes on their way
 * (RFC 9293, section 3.6.1, SHLD-3).
 */
final class Linger {

  private static final int DISCARDED_AT_ONCE_BYTES = 8192;

  private final Connection connection;
  private final Runnable over;
  private final Callback timer;

  /** Begins to wait; calls {@code over} at the peer's end, at a failure, or after the timeout. */
  Linger(Connection connection, Duration timeout, Runnable over) {
    this.connection = connection;
    this.over = over;
    timer = connection.dispatcher().after(timeout, (_, _) -> over.run()).name("linger timeout");
    try {
      connection.onIo(Reason.READ | Reason.CANCEL, (_, reason) -> discard(reason)).name("linger");
    } catch (Throwable failure) {
      timer.cancel();
      throw failure;
    }
  }

  private void discard(int reason) {
    if (reason == Reason.CANCEL) {
      timer.cancel();
      return;
    }
    try {
      // Made when needed, which is seldom: ten thousand that linger must not hold one each.
      ByteBuffer discarded = ByteBuffer.allocate(DISCARDED_AT_ONCE_BYTES);
      if (connection.readFromLayers(discarded) == Connection.END) {
        over.run();
      }
    } catch (IOException reset) {
      over.run();
    } catch (RuntimeException | Error broken) {
      over.run();
      throw broken;
    }
  }
}
