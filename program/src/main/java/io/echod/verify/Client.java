package io.echod.verify;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.measure.Payload;
import io.echod.net.Connection;
import io.echod.net.Connector;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of a trial: sends its stream, verifies what comes back, and notes how it ends. Passes
 * every event on to the trial.
 */
final class Client implements Connector.Outcome {

  private final Trial trial;
  private final int number;
  private final ByteBuffer outgoing;
  private final ByteBuffer expected;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(Payload.VIEW_MAX);
  private @Nullable Connection connection;
  private @Nullable Callback io;
  private boolean reading = true;
  private boolean endAsked;
  private boolean closed;
  private long toSend;
  private long sent;
  private long received;
  private long toSkip;
  private boolean ended;
  private String trouble = "";

  Client(Trial trial, int number, Payload payload, long greetingBytes) {
    this.trial = trial;
    this.number = number;
    outgoing = payload.view();
    expected = payload.view();
    toSkip = greetingBytes;
  }

  @Override
  public void connected(Connection made) {
    if (closed) {
      made.abort();
      return;
    }
    connection = made;
    // A failure of a layer, as in a handshake, ends it without a word to the handler.
    made.onClose(this::ended);
    if (!made.isOpen()) {
      // It has failed already, and that is reported.
      return;
    }
    io = made.onIo(interest(), (_, reason) -> ready(reason));
    progress();
  }

  @Override
  public void failed(IOException failure) {
    trouble = String.valueOf(failure.getMessage());
    trial.changed();
  }

  private void ended(Connection closedOne) {
    if (connection == closedOne && !ended) {
      lost(closedOne.failure().orElseGet(() -> new IOException("the connection was closed")));
      trial.changed();
    }
  }

  private int interest() {
    boolean writes = sent < toSend || endAsked;
    return (reading && !ended ? Reason.READ : 0) | (writes ? Reason.WRITE : 0);
  }

  private void ready(int reason) {
    if ((reason & Reason.READ) != 0) {
      read();
    }
    progress();
  }

  /** Has so many more bytes sent, as the server takes them. */
  void send(long bytes) {
    toSend += bytes;
    progress();
  }

  /** Ends the output after what is to be sent. */
  void endOutput() {
    endAsked = true;
    progress();
  }

  /** Ends the output of the socket itself, without what layers would say before. */
  void endBelow() {
    Connection open = connection;
    if (open != null) {
      try {
        open.source().shutdownOutput();
      } catch (IOException lost) {
        lost(lost);
        trial.changed();
      }
    }
  }

  /** The uppermost layer of a kind that the connection has. */
  <L extends Layer> Optional<L> layer(Class<L> kind) {
    Connection open = connection;
    return open == null ? Optional.empty() : open.layer(kind);
  }

  /** Stops reading, or goes on. */
  void reading(boolean wanted) {
    reading = wanted;
    progress();
  }

  /** Writes as much as the socket takes, and notifies the trial. */
  private void progress() {
    Connection open = connection;
    if (open == null || !trouble.isEmpty()) {
      trial.changed();
      return;
    }
    try {
      boolean taken = true;
      while (taken && sent < toSend) {
        int length = (int) Math.min(toSend - sent, Payload.VIEW_MAX);
        Payload.show(outgoing, number, sent, length);
        sent += open.writeNow(outgoing);
        taken = !outgoing.hasRemaining();
      }
      if (endAsked && sent == toSend) {
        endAsked = false;
        open.shutdownOutput();
      }
    } catch (IOException lost) {
      lost(lost);
    }
    Callback callback = io;
    if (callback != null && callback.isRegistered()) {
      callback.interest(interest());
    }
    trial.changed();
  }

  private void read() {
    Connection open = connection;
    if (open == null) {
      return;
    }
    try {
      int count = open.read(incoming.clear());
      if (count == Connection.END) {
        ended = true;
        return;
      }
      incoming.flip();
      int skipped = (int) Math.min(toSkip, incoming.remaining());
      toSkip -= skipped;
      incoming.position(skipped);
      check();
    } catch (IOException lost) {
      lost(lost);
    }
  }

  private void check() {
    int count = incoming.remaining();
    if (received + count > sent) {
      received += count;
      trouble = "%d bytes came back, and only %d were sent".formatted(received, sent);
      return;
    }
    Payload.show(expected, number, received, count);
    int place = incoming.mismatch(expected);
    if (place >= 0) {
      trouble =
          "at offset %d byte 0x%02x came back as 0x%02x"
              .formatted(
                  received + place,
                  expected.get(expected.position() + place),
                  incoming.get(incoming.position() + place));
    }
    received += count;
  }

  private void lost(IOException failure) {
    if (trouble.isEmpty()) {
      trouble = String.valueOf(failure.getMessage());
    }
  }

  /** Ends it by a reset. */
  void reset() {
    closed = true;
    Connection open = connection;
    connection = null;
    io = null;
    if (open != null) {
      open.abort();
    }
  }

  /** Ends it cleanly, in the background. */
  void close() {
    closed = true;
    Connection open = connection;
    connection = null;
    io = null;
    if (open != null) {
      open.close();
    }
  }

  boolean isConnected() {
    return connection != null;
  }

  long sent() {
    return sent;
  }

  long received() {
    return received;
  }

  /** Whether all that was sent has come back. */
  boolean isEchoed() {
    return sent == toSend && received == sent;
  }

  /** Whether the server's end has come. */
  boolean isEnded() {
    return ended;
  }

  /** Its failure; empty where there is none. */
  String trouble() {
    return trouble;
  }

  @Override
  public String toString() {
    return "%d of %d bytes came back%s%s"
        .formatted(
            received, sent, ended ? ", then the end" : "", trouble.isEmpty() ? "" : ": " + trouble);
  }
}
