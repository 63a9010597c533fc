package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.IdleTimeout;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.net.line.Input;
import io.echod.net.line.LineTooLong;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Planted bugs in place of the connections' code. */
final class PlantedInTcp {

  private static final Map<Input, LineTooLong> TOO_LONG = new WeakHashMap<>();

  private PlantedInTcp() {}

  /** Bytes that the socket does not take are forgotten. */
  static int enqueue(Connection connection, ByteBuffer rest) {
    int count = rest.remaining();
    rest.position(rest.limit());
    return count;
  }

  /** Writes until everything is written. */
  static int write(StreamSource source, ByteBuffer buffer) throws IOException {
    int total = 0;
    while (buffer.hasRemaining()) {
      total += source.write(buffer);
    }
    return total;
  }

  static int write(Connection connection, ByteBuffer buffer) throws IOException {
    return connection.write(buffer);
  }

  /** A connection's trouble is taken for the listener's own. */
  static @Nullable Object accept(Intake.Acceptance<?> acceptance) throws IOException {
    Object accepted = acceptance.accept();
    if (accepted instanceof StreamSource stream && stream.failure() != null) {
      stream.close();
      throw new SocketException("Software caused connection abort");
    }
    return accepted;
  }

  /** The connection's own pauses are its user's. */
  static void mask(Dispatcher dispatcher, Endpoint connection, int reasons, int heldOnly) {
    if ((reasons | heldOnly) == 0) {
      dispatcher.resume(connection, Reason.READ);
    } else {
      dispatcher.pause(connection, reasons | heldOnly);
    }
  }

  /** No input seems to have ended. */
  static boolean inputEnded(Connection connection) {
    return false;
  }

  /** Nothing seems to be there to be read. */
  static boolean hasInput(Connection connection) {
    return false;
  }

  /** No listener is notified before all is written. */
  static @Nullable AwaitedWrite nextWritten(WriteQueue queue) {
    return queue.isEmpty() ? queue.nextWritten() : null;
  }

  /** Reported by the next call, which comes with more input. */
  static Optional<byte[]> nextLine(Input input) throws LineTooLong {
    LineTooLong late = TOO_LONG.remove(input);
    if (late != null) {
      throw late;
    }
    try {
      return input.nextLine();
    } catch (LineTooLong first) {
      TOO_LONG.put(input, first);
      return Optional.empty();
    }
  }

  /** Nothing seems to be queued. */
  static @Nullable PendingWrites pending(Connection connection) {
    return null;
  }

  /** The callback stays. */
  static boolean cancel(Callback callback) {
    return true;
  }

  static boolean cancel(IdleTimeout timeout) {
    return timeout.cancel();
  }
}
