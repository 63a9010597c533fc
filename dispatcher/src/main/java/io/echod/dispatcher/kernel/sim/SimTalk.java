package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * How most peers behave: this one sends bytes as there is room for them, keeps all that comes, ends
 * its output behind the last byte, and closes when the program has ended, too.
 */
public final class SimTalk implements SimPeer.Behaviour {

  private final byte[] toSend;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private SimRandom random = new SimRandom(0);
  private int pieceBytesMax = Integer.MAX_VALUE;
  private long pauseNanosMax;
  private int resetAtBytes = Integer.MAX_VALUE;
  private boolean endsOutput = true;
  private int sentBytes;
  private boolean pausing;
  private boolean answered;
  private boolean over;
  private boolean hasReset;
  private Optional<SimPeer> self = Optional.empty();

  /** Creates a behaviour for one peer. */
  public SimTalk(byte[] toSend) {
    this.toSend = toSend.clone();
  }

  /**
   * Makes it slow.
   *
   * @param newRandom a stream of its own
   * @param maxBytes the most it sends and takes at once, 1 or more
   * @param maxNanos the longest it then pauses, 0 or more
   */
  public SimTalk slow(SimRandom newRandom, int maxBytes, long maxNanos) {
    if (maxBytes < 1 || maxNanos < 0) {
      throw new IllegalArgumentException(
          "maxBytes must be 1 or more and maxNanos 0 or more, not " + maxBytes + ", " + maxNanos);
    }
    random = newRandom;
    pieceBytesMax = maxBytes;
    pauseNanosMax = maxNanos;
    return this;
  }

  /** Has it reset the connection once it has sent so many bytes, 0 or more. */
  public SimTalk resetAfter(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be 0 or more, not " + bytes);
    }
    resetAtBytes = bytes;
    return this;
  }

  /** Has it not end its output. */
  public SimTalk keepOutput() {
    endsOutput = false;
    return this;
  }

  @Override
  public void begun(SimPeer peer) {
    self = Optional.of(peer);
  }

  @Override
  public void connected(SimPeer peer) {
    goOn(peer);
  }

  @Override
  public void readable(SimPeer peer) {
    goOn(peer);
  }

  @Override
  public void writable(SimPeer peer) {
    goOn(peer);
  }

  private void goOn(SimPeer peer) {
    if (pausing || over) {
      return;
    }
    received.writeBytes(peer.receive(piece()));
    send(peer);
    if (!over && (peer.available() > 0 || wantsToSend(peer))) {
      // Slow, or else all had been taken and sent at once.
      pausing = true;
      peer.network()
          .after(
              random.below(pauseNanosMax + 1),
              () -> {
                pausing = false;
                goOn(peer);
              });
    }
  }

  private int piece() {
    return pieceBytesMax == Integer.MAX_VALUE ? pieceBytesMax : random.between(1, pieceBytesMax);
  }

  private boolean wantsToSend(SimPeer peer) {
    return sentBytes < toSend.length && peer.room() > 0;
  }

  private void send(SimPeer peer) {
    if (!peer.isOpen()) {
      return;
    }
    int end = Math.min(toSend.length, resetAtBytes);
    sentBytes += peer.send(toSend, sentBytes, Math.min(piece(), end - sentBytes));
    if (sentBytes >= resetAtBytes) {
      over = true;
      hasReset = true;
      peer.reset();
    } else if (sentBytes == toSend.length && endsOutput) {
      peer.shutdownOutput();
    }
  }

  @Override
  public void ended(SimPeer peer) {
    answered = true;
    over = true;
    peer.close();
  }

  @Override
  public void lost(SimPeer peer, IOException why) {
    over = true;
  }

  /** All that has come so far. */
  public byte[] received() {
    return received.toByteArray();
  }

  /** The bytes sent so far. */
  public int sentBytes() {
    return sentBytes;
  }

  /**
   * Whether it has come to an end: it was answered to the end, lost, or has reset; or it has
   * vanished, and hears of nothing any more.
   */
  public boolean isOver() {
    return over || self.map(SimPeer::isVanished).orElse(false);
  }

  /** Whether the program has ended its output, and all of that was received. */
  public boolean isAnswered() {
    return answered;
  }

  /** Whether it has reset the connection, as {@link #resetAfter} asked for. */
  public boolean hasReset() {
    return hasReset;
  }

  /** Why it was refused or lost; empty where it was not. */
  public Optional<IOException> failure() {
    return self.flatMap(SimPeer::failure);
  }

  /** Whether a {@link Fault} has ended it, or kept it from beginning: nothing is owed to it. */
  public boolean isDisturbed() {
    return self.map(SimPeer::isDisturbed).orElse(false);
  }

  @Override
  public String toString() {
    return self.map(SimPeer::toString).orElse("no peer yet")
        + (isOver() ? ", over" : "")
        + (isDisturbed() ? ", disturbed" : "")
        + ", sent "
        + sentBytes
        + " of "
        + toSend.length
        + " bytes, received "
        + received.size();
  }
}
