package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One end of a connection in a test, and all its notices. */
final class End {

  /**
   * More than the buffers of both ends take, in the system and in layers, even where a busy system
   * moves bytes to the peer only later: Linux offers a window of 64 KiB (tcp(7), tcp_rmem).
   */
  private static final int FILLED_BYTES = 256 * 1024;

  final Connection connection;

  /** The handler's calls for reading. */
  int readCalls;

  /** How often the peer's end was reported. */
  int endsReported;

  int closesReported;

  /** The exception of a read in the handler. */
  Optional<IOException> readFailure = Optional.empty();

  /** Handles input, in place of merely keeping it. */
  @FunctionalInterface
  interface Input {

    /** Is given what one read gave; empty at the end of input. */
    void came(ByteBuffer bytes, boolean atEnd) throws IOException;
  }

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final ByteBuffer buffer = ByteBuffer.allocate(16384);
  private @Nullable Callback reader;

  End(Connection connection) {
    this.connection = connection;
    connection.onClose(_ -> closesReported++);
  }

  /** Reads all that comes and keeps it. */
  End reading() {
    return reading((_, _) -> {});
  }

  /** Reads all that comes, keeps it, and passes it on. */
  End reading(Input input) {
    reader =
        connection.onIo(
            Reason.READ,
            (_, _) -> {
              readCalls++;
              readOnce(input);
            });
    return this;
  }

  private void readOnce(Input input) throws IOException {
    int count;
    try {
      count = connection.read(buffer.clear());
    } catch (IOException failure) {
      readFailure = Optional.of(failure);
      return;
    }
    if (count == Connection.END) {
      endsReported++;
      input.came(buffer.limit(0), true);
    } else {
      buffer.flip();
      received.write(buffer.array(), 0, count);
      input.came(buffer, false);
    }
  }

  /** Reads no more. */
  void stopReading() {
    if (reader != null) {
      reader.cancel();
    }
  }

  /** Sends back what comes, and closes at the end of input: an echo server's end. */
  End echoing() {
    return reading((bytes, atEnd) -> {
      if (atEnd) {
        connection.close();
      } else {
        connection.write(bytes);
        if (bytes.hasRemaining()) {
          throw new IOException("the queue has no space for " + bytes.remaining() + " bytes");
        }
      }
    });
  }

  /** Sends all of it in the background, as the socket takes it; then ends the output. */
  void sendsAndEnds(byte[] bytes) {
    sends(bytes, connection::shutdownOutput);
  }

  /**
   * Sends all of it in the background, as the socket takes it. Past the queue, for what is queued
   * pauses reading: two ends that both queued much would wait for each other for ever.
   */
  void sends(byte[] bytes) {
    sends(bytes, () -> {});
  }

  private interface Then {
    void run() throws IOException;
  }

  private void sends(byte[] bytes, Then then) {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    connection.onIo(
        Reason.WRITE,
        (callback, _) -> {
          connection.writeNow(rest);
          if (!rest.hasRemaining()) {
            callback.cancel();
            then.run();
          }
        });
  }

  byte[] received() {
    return received.toByteArray();
  }

  int receivedBytes() {
    return received.size();
  }

  /**
   * Writes until so much is queued that small socket buffers can't take it all; returns the bytes
   * accepted.
   */
  static int fill(Connection connection) throws IOException {
    int accepted = 0;
    while (connection.queuedBytes() < FILLED_BYTES) {
      accepted += connection.write(ByteBuffer.wrap(TestBytes.pattern(accepted, 4096)));
    }
    return accepted;
  }

  /** Keeps the reports to completions, in order. */
  static final class Told {

    /** The numbers of the writes reported. */
    final List<Integer> numbers = new ArrayList<>();

    final List<IOException> failures = new ArrayList<>();

    WriteCompletion of(int number) {
      return failure -> {
        numbers.add(number);
        failure.ifPresent(failures::add);
      };
    }
  }
}
