package io.echod.measure.load;

import io.echod.dispatcher.Callback;
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
 * One of a load's connections: sends, verifies every byte that comes back, and when it is lost
 * connects anew. Messages that are due while it has no room wait in it, with their intended times.
 */
final class LoadConnection implements LoadPeer, Connector.Outcome {

  /** In place of a time, where the connection has no handshake. */
  static final long NO_HANDSHAKE = -1;

  private final LoadLoop loop;
  private final int number;
  private final int pipeline;
  private final InFlight waiting = new InFlight(2);
  private final InFlight inFlight;
  private @Nullable Connection connection;
  private @Nullable Callback callback;
  private boolean connecting;

  /** Messages may be sent: nothing such as a handshake comes before them any more. */
  private boolean isReady;

  /** Messages wait, because more are to be offered at once. */
  private boolean isHeld;

  private long connectNanos;

  /** Offsets in the stream: of what is to be written, was written, was verified. */
  private long queuedOffset;

  private long writtenOffset;
  private long readOffset;

  /** The end of the last message that was verified. */
  private long answeredOffset;

  LoadConnection(LoadLoop loop, int number, int pipeline) {
    this.loop = loop;
    this.number = number;
    this.pipeline = pipeline;
    inFlight = new InFlight(pipeline);
  }

  /** Connects, unless it is connected, or about to be. */
  @Override
  public void connect() {
    if (connecting || connection != null) {
      return;
    }
    connecting = true;
    connectNanos = loop.now();
    Connector.connect(loop.dispatcher, loop.options.address(), loop.options.connection(), this);
  }

  @Override
  public void connected(Connection made) {
    connecting = false;
    if (loop.isOver()) {
      made.abort();
      return;
    }
    connection = made;
    long now = loop.now();
    long connectTime = now - connectNanos;
    if (made.isReady()) {
      begin(made, connectTime, NO_HANDSHAKE);
      return;
    }
    // A failure of a layer, as in a handshake, ends the connection without a word to the handler.
    made.onClose(this::closed);
    made.whenReady(_ -> begin(made, connectTime, loop.now() - now));
  }

  private void begin(Connection made, long connectTime, long handshakeTime) {
    if (connection != made) {
      return;
    }
    isReady = true;
    queuedOffset = 0;
    writtenOffset = 0;
    readOffset = 0;
    answeredOffset = 0;
    callback = made.onIo(Reason.READ, (_, reason) -> ready(made, reason));
    loop.connected(connectTime, handshakeTime);
    sendWaiting(loop.now());
  }

  private void closed(Connection ended) {
    if (connection != ended) {
      return;
    }
    IOException why =
        ended.failure().orElseGet(() -> new SocketException("the connection was closed"));
    if (isReady) {
      lose(ErrorKind.of(why));
    } else {
      connection = null;
      loop.connectFailed(this, why);
    }
  }

  @Override
  public void failed(IOException failure) {
    connecting = false;
    loop.connectFailed(this, failure);
  }

  private void ready(Connection made, int reason) {
    try {
      if ((reason & Reason.WRITE) != 0) {
        write(made);
      }
      if ((reason & Reason.READ) != 0) {
        read(made);
      }
    } catch (IOException lost) {
      lose(ErrorKind.of(lost));
    }
  }

  @Override
  public void offer(long intended, long now) {
    waiting.add(intended, 0, 0);
    if (!isHeld) {
      sendWaiting(now);
    }
  }

  private void sendWaiting(long now) {
    Connection open = connection;
    if (open == null || !isReady || waiting.size() == 0) {
      return;
    }
    while (waiting.size() > 0 && inFlight.size() < pipeline) {
      long intended = waiting.intended();
      waiting.removeFirst();
      queuedOffset += loop.messages.drawSize();
      inFlight.add(intended, now, queuedOffset);
      loop.account.sent(intended, now);
    }
    try {
      write(open);
    } catch (IOException lost) {
      lose(ErrorKind.of(lost));
    }
  }

  private void write(Connection open) throws IOException {
    ByteBuffer view = loop.messages.outgoing;
    boolean taken = true;
    while (taken && writtenOffset < queuedOffset) {
      int length = (int) Math.min(queuedOffset - writtenOffset, Payload.VIEW_MAX);
      Payload.show(view, number, writtenOffset, length);
      writtenOffset += open.writeNow(view);
      taken = !view.hasRemaining();
    }
    Callback io = callback;
    if (io != null && io.isRegistered()) {
      io.interest(taken ? Reason.READ : Reason.READ | Reason.WRITE);
    }
  }

  private void read(Connection open) throws IOException {
    ByteBuffer buffer = loop.messages.incoming.clear();
    int count = open.read(buffer);
    if (count == Connection.END) {
      lose(ErrorKind.CLOSED);
      return;
    }
    if (count == 0) {
      return;
    }
    buffer.flip();
    if (readOffset + count > writtenOffset) {
      loop.account.mismatch(
          "connection %d: %d bytes came back at offset %d, where only %d were sent"
              .formatted(number, count, readOffset, writtenOffset));
      lose(ErrorKind.UNASKED);
      return;
    }
    Payload.show(loop.messages.expected, number, readOffset, count);
    int place = buffer.mismatch(loop.messages.expected);
    if (place >= 0) {
      loop.account.mismatch(
          "connection %d, offset %d: expected byte 0x%02x, came 0x%02x"
              .formatted(
                  number,
                  readOffset + place,
                  loop.messages.expected.get(loop.messages.expected.position() + place),
                  buffer.get(place)));
      lose(ErrorKind.MISMATCH);
      return;
    }
    verified(count);
  }

  private void verified(int count) {
    long now = loop.now();
    readOffset += count;
    int answers = 0;
    while (inFlight.size() > 0 && inFlight.endOffset() <= readOffset) {
      long end = inFlight.endOffset();
      long intended = inFlight.intended();
      long sent = inFlight.sent();
      inFlight.removeFirst();
      loop.account.answered(intended, sent, now, (int) (end - answeredOffset));
      answeredOffset = end;
      answers++;
    }
    if (answers == 0) {
      return;
    }
    if (loop.options.shape().reconnect()) {
      close();
      if (waiting.size() > 0) {
        connect();
      }
    }
    // Each answer makes room for a message, and one read may bring several or a part of one.
    // Messages that leave at one time are written by one call.
    isHeld = true;
    for (int answer = 0; answer < answers; answer++) {
      loop.next(this, now);
    }
    isHeld = false;
    sendWaiting(now);
  }

  /** Ends the connection, which loses what is in flight. */
  private void lose(ErrorKind kind) {
    int lost = inFlight.size();
    close();
    loop.lost(this, kind, lost);
  }

  /** By a reset, which leaves no port in TIME_WAIT. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    callback = null;
    isReady = false;
    inFlight.clear();
    if (open != null) {
      open.abort();
    }
  }

  /** Ends the connection by an end, which the server is to answer by its own. */
  @Override
  public void closeGently() {
    Connection open = connection;
    if (open == null || inFlight.size() > 0) {
      close();
    } else {
      connection = null;
      callback = null;
      isReady = false;
      open.close();
    }
  }

  /** Messages sent and not answered. */
  @Override
  public int inFlight() {
    return inFlight.size();
  }

  /** Messages that are due and were not sent. */
  @Override
  public int waiting() {
    return waiting.size();
  }

  @Override
  public boolean isConnected() {
    return isReady;
  }
}
