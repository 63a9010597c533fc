package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The far end of a connection, which a test plays: a client of the server under test, or a server
 * that it calls. Nothing goes wrong at this end by itself; what a {@link Behaviour} does is all it
 * does.
 */
public final class SimPeer {

  private final SimNetwork network;
  private final SocketEnd end;
  private Behaviour behaviour;
  private boolean connected;
  private boolean lossReported;
  private boolean endReported;

  /**
   * How a peer behaves: what it does when something happens to it. An assertion that fails in here
   * comes out of the dispatcher's {@code monitor}.
   */
  public interface Behaviour {

    /** The peer is this behaviour's from now on; it is not connected yet. */
    default void begun(SimPeer peer) {}

    /** The connection is made. */
    default void connected(SimPeer peer) {}

    /**
     * Bytes have arrived; called again with each arrival, while {@link SimPeer#available} counts.
     */
    default void readable(SimPeer peer) {}

    /** There may be {@link SimPeer#room} for more bytes. */
    default void writable(SimPeer peer) {}

    /** The program has ended its output, and all of it has been received. Called once. */
    default void ended(SimPeer peer) {}

    /** The connection was refused or reset. Called once. */
    default void lost(SimPeer peer, IOException why) {}
  }

  SimPeer(SimNetwork network, SocketEnd end, Behaviour behaviour) {
    this.network = network;
    this.end = end;
    this.behaviour = behaviour;
  }

  void behave(Behaviour other) {
    behaviour = other;
  }

  /** Calls the behaviour for what is new. */
  void changed() {
    if (end.isClosed()) {
      return;
    }
    if (!connected && !end.isConnecting() && end.failure() == null) {
      connected = true;
      behaviour.connected(this);
    }
    if (available() > 0) {
      behaviour.readable(this);
    }
    if (connected && room() > 0) {
      behaviour.writable(this);
    }
    reportEnd();
  }

  private void reportEnd() {
    if (end.isClosed() || available() > 0) {
      return;
    }
    IOException failure = end.failure();
    if (failure != null && !lossReported) {
      lossReported = true;
      behaviour.lost(this, failure);
    } else if (failure == null && end.in().isEnded() && !endReported) {
      endReported = true;
      behaviour.ended(this);
    }
  }

  /** Sends what there is room for; returns how many bytes, 0 where the connection is no more. */
  public int send(byte[] bytes, int offset, int length) {
    try {
      return end.write(ByteBuffer.wrap(bytes, offset, length), Integer.MAX_VALUE);
    } catch (IOException gone) {
      return 0;
    }
  }

  /** Takes at most that many of the bytes that have arrived. */
  public byte[] receive(int max) {
    byte[] bytes = new byte[Math.min(max, available())];
    try {
      end.read(ByteBuffer.wrap(bytes), bytes.length);
    } catch (IOException gone) {
      return new byte[0];
    }
    // A reader that took the last bytes has yet to be notified of the end behind them.
    network.soon(this::reportEnd);
    return bytes;
  }

  /** The bytes that have arrived and were not taken yet. */
  public int available() {
    return end.isClosed() ? 0 : end.in().arrivedBytes();
  }

  /** The bytes that {@link #send} would take now. */
  public int room() {
    return connected && end.takesBytes() ? end.out().room() : 0;
  }

  /** How many of the bytes sent from here the program has read so far. */
  public long takenBytes() {
    return end.out().takenBytes();
  }

  /** How many of the bytes sent from here have arrived at the program, and wait to be read. */
  public int waitingBytes() {
    return end.out().arrivedBytes();
  }

  /** Ends the output (FIN); what the program sends still arrives. */
  public void shutdownOutput() {
    try {
      end.endOutput();
    } catch (IOException gone) {
      // Then there is no output to end.
    }
  }

  /** Closes; where bytes have arrived that were not taken, that is a reset, as with any system. */
  public void close() {
    end.close();
  }

  /** Ends the connection by a reset. */
  public void reset() {
    end.reset();
  }

  /**
   * Cuts the connection, as a partition of the network does: nothing arrives any more in either
   * direction, and no end gets a notice; see {@link Fault#PEER_VANISHES}.
   */
  public void vanish() {
    network.disturbed(end);
    network.trace().note("vanished", end, 0);
    end.vanish();
    end.other().vanish();
  }

  /** Whether it is connected, and neither closed nor lost. */
  public boolean isOpen() {
    return connected && !end.isClosed() && end.failure() == null;
  }

  /** Whether the program's output has ended and has all been taken. */
  public boolean isEnded() {
    return available() == 0 && end.in().isEnded();
  }

  /** Why it was refused or lost; empty where it was not. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(end.failure());
  }

  /**
   * Whether a {@link Fault} has ended this connection or kept it from being made: then the program
   * under test owes it nothing.
   */
  public boolean isDisturbed() {
    return end.isDisturbed();
  }

  /**
   * Whether {@link Fault#PEER_VANISHES} or {@link #vanish} has cut it off from the program: neither
   * hears of the other any more.
   */
  public boolean isVanished() {
    return end.isVanished();
  }

  /** The network it is on. */
  public SimNetwork network() {
    return network;
  }

  /** The address of this end. */
  public InetSocketAddress localAddress() {
    return end.local();
  }

  @Override
  public String toString() {
    return "peer " + end.local();
  }
}
