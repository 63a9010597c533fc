package io.echod.simulate.server.clients;

import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.net.Connection;
import io.echod.simulate.scenario.Violation;

/** The server's end of a client's connection: what it has read, it owes. */
public final class Served {

  private final Connection connection;
  private final SimPeer peer;
  private final int queuedMaxBytes;
  private boolean closing;
  private long owedBytes;
  private boolean ended;
  private long endedNanos;
  private boolean wasFull;

  Served(Connection connection, SimPeer peer, int queuedMaxBytes) {
    this.connection = connection;
    this.peer = peer;
    this.queuedMaxBytes = queuedMaxBytes;
  }

  /** Looks at the end of a turn; returns whether a slow reader has made room for the first time. */
  public boolean look(int lowBytes) {
    if (closing) {
      return false;
    }
    int queued = connection.queuedBytes();
    if (queued > queuedMaxBytes || queued < 0) {
      throw Violation.correctness(
          connection + " queues " + queued + " bytes, " + queuedMaxBytes + " at most are allowed");
    }
    if (!connection.isOpen()) {
      // In the turn of its close nothing is read but what is sent back: afterwards it lingers,
      // and reads what it throws away.
      closing = true;
      owedBytes = peer.takenBytes();
    }
    boolean resumed = wasFull && queued == 0;
    wasFull = queued > lowBytes;
    return resumed;
  }

  long owedBytes() {
    return closing ? owedBytes : peer.takenBytes();
  }

  /** The driver has had a handler of it fail, which ends it. */
  public void endedAt(long nanos) {
    ended = true;
    endedNanos = nanos;
  }

  boolean isEnded() {
    return ended;
  }

  long endedNanos() {
    return endedNanos;
  }

  /** Whether it is open, and nothing comes of it any more. */
  public boolean isVanished() {
    return peer.isVanished() && connection.isOpen();
  }

  /** Whether it was lost, as the far end had been silent for long. */
  public boolean isTimedOut() {
    return connection
        .failure()
        .filter(failure -> String.valueOf(failure.getMessage()).contains("timed out"))
        .isPresent();
  }

  /** The server's end itself. */
  public Connection connection() {
    return connection;
  }
}
