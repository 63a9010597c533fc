package io.echod.simulate.server.clients;

import io.echod.dispatcher.kernel.sim.SimPeer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server's debt to a client, from the client's call on. */
final class Debt {

  private final SimPeer peer;
  private @Nullable Served served;
  private long promisedBytes;
  private boolean promisedAccept;

  Debt(SimPeer peer) {
    this.peer = peer;
  }

  SimPeer peer() {
    return peer;
  }

  void servedBy(Served newServed) {
    served = newServed;
  }

  /** The server's end; empty until that was seen. */
  Optional<Served> served() {
    return Optional.ofNullable(served);
  }

  /** A drain begins: what has come to the server comes back, and who waits is accepted. */
  void drainBegins() {
    if (served == null || served.connection().isOpen()) {
      promisedBytes = peer.takenBytes() + peer.waitingBytes();
      promisedAccept = served == null;
    }
  }

  /** The bytes that the server has read of the client, and did not throw away. */
  long owedBytes() {
    return served == null ? peer.takenBytes() : served.owedBytes();
  }

  /** The bytes that must have come back before an end; none where the driver has ended it. */
  long promisedBytes() {
    return isEnded() ? 0 : promisedBytes;
  }

  boolean isPromisedAccept() {
    return promisedAccept;
  }

  /** Whether the driver has had a handler of the connection fail, which ends it. */
  boolean isEnded() {
    return served != null && served.isEnded();
  }
}
