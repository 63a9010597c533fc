package io.echod.measure.load;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** Simulated echo servers, good ones and others. */
public final class EchoPeers {

  private EchoPeers() {}

  /** Listens on the network. */
  public static InetSocketAddress listen(SimNetwork network, SimPeer.Behaviour behaviour)
      throws IOException {
    return network.listen(
        new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 0), _ -> behaviour);
  }

  /** Echoes at once. */
  public static SimPeer.Behaviour plain() {
    return of(_ -> 0, bytes -> bytes);
  }

  /**
   * Echoes, after as long a stall as is left at that time, what the change makes of the bytes.
   *
   * @param stallNanos from the time of day to what is left of a stall; 0: none
   */
  public static SimPeer.Behaviour of(LongUnaryOperator stallNanos, UnaryOperator<byte[]> change) {
    return new SimPeer.Behaviour() {
      @Override
      public void readable(SimPeer peer) {
        long left = stallNanos.applyAsLong(peer.network().nanoTime());
        if (left > 0) {
          peer.network().after(left, () -> echo(peer, change));
        } else {
          echo(peer, change);
        }
      }

      @Override
      public void ended(SimPeer peer) {
        peer.close();
      }
    };
  }

  /** Echoes only so many bytes at once, when they are there. */
  static SimPeer.Behaviour coalescing(int bytes) {
    return new SimPeer.Behaviour() {
      @Override
      public void readable(SimPeer peer) {
        while (peer.available() >= bytes) {
          byte[] taken = peer.receive(bytes);
          peer.send(taken, 0, taken.length);
        }
      }

      @Override
      public void ended(SimPeer peer) {
        peer.close();
      }
    };
  }

  /** Echoes in two pieces, the second a millisecond later. */
  static SimPeer.Behaviour splitting() {
    return new SimPeer.Behaviour() {
      @Override
      public void readable(SimPeer peer) {
        byte[] bytes = peer.receive(peer.available());
        int first = bytes.length / 2;
        peer.send(bytes, 0, first);
        peer.network().after(1_000_000, () -> peer.send(bytes, first, bytes.length - first));
      }

      @Override
      public void ended(SimPeer peer) {
        peer.close();
      }
    };
  }

  /** Echoes one message after another, of any client, each of which takes so long. */
  public static SimPeer.Behaviour ofCapacity(long nanosPerMessage, int size) {
    long[] free = {0};
    return new SimPeer.Behaviour() {
      @Override
      public void readable(SimPeer peer) {
        byte[] bytes = peer.receive(peer.available());
        long now = peer.network().nanoTime();
        free[0] = Math.max(now, free[0]) + nanosPerMessage * bytes.length / size;
        peer.network().after(free[0] - now, () -> peer.send(bytes, 0, bytes.length));
      }

      @Override
      public void ended(SimPeer peer) {
        peer.close();
      }
    };
  }

  private static void echo(SimPeer peer, UnaryOperator<byte[]> change) {
    byte[] bytes = change.apply(peer.receive(peer.available()));
    peer.send(bytes, 0, bytes.length);
  }
}
