package io.echod.net.relay;

import io.echod.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link Relay}. It reads nothing while something of what it read before waits
 * for the other side. That does not go through the queue of the connection, which would also keep
 * the opposite direction from being read.
 */
public final class RelayDirection {

  final Connection from;
  final Connection to;

  /** Shared by all relays of the dispatcher: empty between two calls. */
  private final ByteBuffer shared;

  /** Bytes that the other side has not taken yet. Null until there is something, then kept. */
  private @Nullable ByteBuffer rest;

  private boolean inputOver;
  private boolean over;
  private long passedBytes;

  RelayDirection(Connection from, Connection to, ByteBuffer shared) {
    this.from = from;
    this.to = to;
    this.shared = shared;
  }

  /** Passes on what is there. */
  void pass() throws IOException {
    if (!wantsInput()) {
      return;
    }
    int count = from.read(shared.clear());
    if (count == Connection.END) {
      inputOver = true;
      endOutput();
    }
    if (count <= 0) {
      return;
    }
    write(shared.flip());
    if (shared.hasRemaining()) {
      keep(shared);
    }
  }

  private void keep(ByteBuffer left) {
    ByteBuffer kept = rest;
    if (kept == null || kept.capacity() < left.remaining()) {
      kept = ByteBuffer.allocate(left.remaining());
      rest = kept;
    }
    kept.clear().put(left).flip();
  }

  /** Writes what waits, as far as the other side takes it; after the last of it, the end. */
  void writeRest() throws IOException {
    ByteBuffer kept = rest;
    if (kept == null || !kept.hasRemaining()) {
      return;
    }
    write(kept);
    if (inputOver && !kept.hasRemaining()) {
      endOutput();
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    passedBytes += to.writeNow(bytes);
  }

  private void endOutput() throws IOException {
    over = true;
    to.shutdownOutput();
  }

  /**
   * Reads no more. Waiting bytes go into the other side's queue, as far as there is room: that has
   * a timeout once it is closed.
   */
  void stopReading() throws IOException {
    inputOver = true;
    ByteBuffer kept = rest;
    if (!over && kept != null && kept.hasRemaining()) {
      passedBytes += to.write(kept);
    }
    if (!over && !hasRest()) {
      endOutput();
    }
  }

  /** Passes on nothing any more. */
  void giveUp() {
    inputOver = true;
    over = true;
    rest = null;
  }

  boolean wantsInput() {
    return !inputOver && !hasRest();
  }

  /** Whether something waits for the other side to take it. */
  boolean hasRest() {
    return rest != null && rest.hasRemaining();
  }

  /** Whether all was passed on that ever will be, the end included. */
  boolean isOver() {
    return over;
  }

  long passedBytes() {
    return passedBytes;
  }
}
