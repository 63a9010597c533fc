package io.echod.verify;

import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.net.Connector;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A client that sends some bytes as they are, and keeps the first that come back. */
final class RawClient implements Connector.Outcome {

  private static final int KEPT_MAX = 4_096;

  private final Trial trial;
  private final byte[] bytes;
  private final ByteBuffer incoming = ByteBuffer.allocate(KEPT_MAX);
  private final ByteBuffer scratch = ByteBuffer.allocate(KEPT_MAX);
  private @Nullable Connection connection;
  private boolean wasConnected;
  private boolean isOver;
  private String trouble = "";

  RawClient(Trial trial, byte[] bytes) {
    this.trial = trial;
    this.bytes = bytes.clone();
  }

  @Override
  public void connected(Connection made) {
    connection = made;
    wasConnected = true;
    made.onIo(Reason.READ, (_, _) -> read(made));
    try {
      made.write(ByteBuffer.wrap(bytes));
    } catch (IOException lost) {
      over(lost);
    }
    trial.changed();
  }

  @Override
  public void failed(IOException failure) {
    over(failure);
  }

  private void read(Connection open) {
    try {
      int count = open.read(scratch.clear());
      if (count == Connection.END) {
        open.close();
        isOver = true;
      } else if (incoming.remaining() >= count) {
        incoming.put(scratch.flip());
      }
    } catch (IOException lost) {
      over(lost);
    }
    trial.changed();
  }

  private void over(IOException why) {
    isOver = true;
    trouble = String.valueOf(why.getMessage());
    trial.changed();
  }

  void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.abort();
    }
  }

  /** Whether there was a connection at all. */
  boolean wasConnected() {
    return wasConnected;
  }

  /** Whether the server has ended the connection, cleanly or not. */
  boolean isOver() {
    return isOver;
  }

  /** The first bytes that came back. */
  byte[] received() {
    byte[] copy = new byte[incoming.position()];
    incoming.get(0, copy);
    return copy;
  }

  @Override
  public String toString() {
    String end = isOver ? ", then the end" : "";
    return incoming.position()
        + " bytes came back"
        + (trouble.isEmpty() ? end : ", then: " + trouble);
  }
}
