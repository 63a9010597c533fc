package io.echod.verify;

import io.echod.dispatcher.kernel.sim.SimPeer;
import java.io.IOException;
import java.util.ArrayDeque;

/** A simulated echo server that does one thing wrong; one for each connection. */
class PlantedPeer implements SimPeer.Behaviour {

  /** The mistake. */
  enum Flaw {
    NONE,
    /** None either: it resets clients that take nothing for a minute, as write timeouts do. */
    CUTS_WHO_DOES_NOT_READ,
    DROPS_TAIL,
    CORRUPTS,
    BUFFERS_WITHOUT_END,
    RESETS_AT_THE_END,
    NEVER_ENDS,
    ANSWERS_LATE,
    SPEAKS_FIRST,
    MIXES_CLIENTS,
    DELAYS_SECOND_WRITES,
    STALLS_OTHERS
  }

  /** State that all connections to a server share. */
  static final class Server {
    private final Flaw flaw;
    private int stuck;
    private byte lastByte;
    private boolean someByte;

    Server(Flaw flaw) {
      this.flaw = flaw;
    }
  }

  /** Late, it is careful all the same. */
  private static final long LATE_BYTES_MAX = 4 << 20;

  private static final long WRITE_TIMEOUT_NANOS = 60_000_000_000L;

  private final Server server;
  private final ArrayDeque<byte[]> owed = new ArrayDeque<>();
  private int sentOfFirst;
  private long seen;
  private boolean endWanted;
  private boolean isStuck;
  private long lateBytes;
  private long lastNanos = -1_000_000_000;

  PlantedPeer(Server server) {
    this.server = server;
  }

  @Override
  public void connected(SimPeer peer) {
    if (server.flaw == Flaw.SPEAKS_FIRST) {
      peer.send(new byte[] {'h', 'i'}, 0, 2);
    }
  }

  @Override
  public void readable(SimPeer peer) {
    if (server.flaw == Flaw.STALLS_OTHERS && server.stuck > 0 && !isStuck) {
      peer.network().after(1_000_000, () -> again(peer));
      return;
    }
    if (lateBytes > LATE_BYTES_MAX) {
      return;
    }
    if (!owed.isEmpty() && server.flaw != Flaw.BUFFERS_WITHOUT_END) {
      return;
    }
    byte[] bytes = spoilt(peer.receive(peer.available()));
    if (server.flaw == Flaw.ANSWERS_LATE) {
      lateBytes += bytes.length;
      peer.network()
          .after(
              2_000_000_000,
              () -> {
                lateBytes -= bytes.length;
                echo(peer, bytes);
              });
    } else if (server.flaw == Flaw.DROPS_TAIL) {
      peer.network()
          .after(
              1_000_000,
              () -> {
                if (!endWanted) {
                  echo(peer, bytes);
                }
              });
    } else if (server.flaw == Flaw.DELAYS_SECOND_WRITES && isSecond(peer, bytes.length)) {
      peer.network().after(40_000_000, () -> echo(peer, bytes));
    } else {
      echo(peer, bytes);
    }
  }

  /** A small write right behind another one. */
  private boolean isSecond(SimPeer peer, int length) {
    long now = peer.network().nanoTime();
    boolean is = length == 2 || (length == 1 && now - lastNanos < 50_000);
    lastNanos = now;
    return is;
  }

  private void again(SimPeer peer) {
    if (peer.isOpen() && peer.available() > 0) {
      readable(peer);
    }
  }

  private byte[] spoilt(byte[] bytes) {
    for (int index = 0; index < bytes.length; index++) {
      seen++;
      if (server.flaw == Flaw.CORRUPTS && seen % 100_000 == 0) {
        bytes[index] ^= 1;
      }
    }
    if (server.flaw == Flaw.MIXES_CLIENTS && bytes.length > 4_000) {
      byte own = bytes[0];
      if (server.someByte) {
        bytes[0] = server.lastByte;
      }
      server.lastByte = own;
      server.someByte = true;
    }
    return bytes;
  }

  private void echo(SimPeer peer, byte[] bytes) {
    if (bytes.length > 0) {
      owed.add(bytes);
    }
    flush(peer);
  }

  @Override
  public void writable(SimPeer peer) {
    flush(peer);
  }

  private void flush(SimPeer peer) {
    while (!owed.isEmpty()) {
      byte[] first = owed.getFirst();
      sentOfFirst += peer.send(first, sentOfFirst, first.length - sentOfFirst);
      if (sentOfFirst < first.length) {
        break;
      }
      owed.removeFirst();
      sentOfFirst = 0;
    }
    stuck(peer, !owed.isEmpty());
    if (owed.isEmpty() && peer.available() > 0) {
      peer.network().after(0, () -> again(peer));
    }
    endWhereDone(peer);
  }

  private void stuck(SimPeer peer, boolean now) {
    if (now != isStuck) {
      isStuck = now;
      server.stuck += now ? 1 : -1;
      if (now && server.flaw == Flaw.CUTS_WHO_DOES_NOT_READ) {
        cutLater(peer, seen);
      }
    }
  }

  private void cutLater(SimPeer peer, long seenThen) {
    peer.network()
        .after(
            WRITE_TIMEOUT_NANOS,
            () -> {
              if (isStuck && seen == seenThen) {
                peer.reset();
              } else if (isStuck) {
                cutLater(peer, seen);
              }
            });
  }

  @Override
  public void lost(SimPeer peer, IOException why) {
    stuck(peer, false);
  }

  @Override
  public void ended(SimPeer peer) {
    endWanted = true;
    endWhereDone(peer);
  }

  private void endWhereDone(SimPeer peer) {
    if (!endWanted) {
      return;
    }
    if (server.flaw == Flaw.DROPS_TAIL) {
      peer.shutdownOutput();
    } else if (owed.isEmpty() && server.flaw != Flaw.NEVER_ENDS) {
      if (server.flaw == Flaw.RESETS_AT_THE_END) {
        // Late enough for what was echoed to be read.
        peer.network().after(5_000_000, peer::reset);
      } else if (server.flaw == Flaw.ANSWERS_LATE) {
        peer.network().after(2_500_000_000L, peer::shutdownOutput);
      } else {
        peer.shutdownOutput();
      }
    }
  }
}
