package io.echod.measure.ping;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.measure.ErrorKind;
import io.echod.measure.Payload;
import io.echod.net.Connection;
import io.echod.net.Connector;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message in every interval over one connection, and verifies what comes back. A connection
 * that is lost is made anew for the next message.
 */
public final class Ping extends Pinger implements Connector.Outcome {

  private final ByteBuffer outgoing;
  private final ByteBuffer expected;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(Payload.VIEW_MAX);
  private @Nullable Connection connection;
  private @Nullable Connector connector;
  private long connectNanos;
  private long offset;
  private long readOffset;
  private long writtenOffset;

  /** Begins nothing yet. */
  public Ping(Dispatcher dispatcher, PingOptions options, long seed, Listener listener) {
    super(dispatcher, options, listener);
    Payload payload = new Payload(seed);
    outgoing = payload.view();
    expected = payload.view();
  }

  @Override
  void begin() {
    if (connection == null) {
      connectNanos = now();
      connector = Connector.connect(dispatcher, options.address(), options.connection(), this);
    } else {
      send(connection);
    }
  }

  @Override
  public void connected(Connection made) {
    connector = null;
    connection = made;
    offset = 0;
    readOffset = 0;
    writtenOffset = 0;
    long openNanos = now();
    if (made.isReady()) {
      use(made, openNanos, 0);
      return;
    }
    // A failure of a layer, as in a handshake, ends the connection without a word to the handler.
    made.onClose(this::closed);
    made.whenReady(_ -> use(made, openNanos, Math.max(1, now() - openNanos)));
  }

  private void use(Connection made, long openNanos, long handshakeNanos) {
    if (connection != made || !isWaiting()) {
      return;
    }
    connected(connectNanos, openNanos, handshakeNanos);
    made.onIo(Reason.READ, (_, _) -> read(made)).name("ping");
    send(made);
  }

  private void closed(Connection ended) {
    if (connection == ended) {
      lost(ended.failure().orElseGet(() -> new SocketException("the connection was closed")));
    }
  }

  @Override
  public void failed(IOException failure) {
    connector = null;
    lost(failure);
  }

  private void send(Connection open) {
    offset += options.size();
    sending();
    try {
      while (writtenOffset < offset) {
        Payload.show(outgoing, 0, writtenOffset, (int) (offset - writtenOffset));
        int written = open.write(outgoing);
        writtenOffset += written;
        if (written == 0) {
          break;
        }
      }
    } catch (IOException failure) {
      lost(failure);
    }
  }

  private void read(Connection open) {
    try {
      int count = open.read(incoming.clear());
      if (count == Connection.END) {
        lost(ErrorKind.CLOSED, "the server ended the connection");
        return;
      }
      verify(count);
    } catch (IOException failure) {
      lost(failure);
    }
  }

  private void verify(int count) {
    incoming.flip();
    if (readOffset + count > writtenOffset) {
      lost(ErrorKind.UNASKED, "more bytes came back than were sent");
      return;
    }
    Payload.show(expected, 0, readOffset, count);
    int place = incoming.mismatch(expected);
    if (place >= 0) {
      lost(ErrorKind.MISMATCH, "another byte came back at offset " + (readOffset + place));
      return;
    }
    readOffset += count;
    if (isWaiting() && readOffset == offset) {
      answered();
    }
  }

  @Override
  void lost(ErrorKind kind, String why) {
    drop();
    if (isWaiting()) {
      count(kind);
      giveUp(kind, why);
    } else if (!isOver() && kind != ErrorKind.CLOSED) {
      count(kind);
    }
  }

  private void drop() {
    Connector attempt = connector;
    connector = null;
    if (attempt != null) {
      attempt.cancel();
    }
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.abort();
    }
  }

  @Override
  void release() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
    drop();
  }
}
