package io.echod.verify;

import io.echod.dispatcher.kernel.sim.SimPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A simulated echo server that does one thing wrong; one for each connection. */
class PlantedPeer implements SimPeer.Behaviour {

  /** What is wrong. */
  enum Flaw {
    NONE,
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

  /** What all connections to a server share. */
  static final class Server {
    private final Flaw flaw;
    private int stuck;
    private byte lastByte;
    private boolean someByte;

    Server(Flaw flaw) {
      this.flaw = flaw;
    }
  }

  private final Server server;
  private final ByteArrayOutputStream owed = new ByteArrayOutputStream();
  private byte[] unsent = new byte[0];
  private long seen;
  private boolean endWanted;
  private boolean isStuck;
  private boolean delaying;

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
    if (unsent.length > 0 && server.flaw != Flaw.BUFFERS_WITHOUT_END) {
      return;
    }
    byte[] bytes = spoilt(peer.receive(peer.available()));
    if (server.flaw == Flaw.ANSWERS_LATE) {
      peer.network().after(2_000_000_000, () -> echo(peer, bytes));
    } else if (server.flaw == Flaw.DELAYS_SECOND_WRITES && bytes.length == 2) {
      echo(peer, new byte[] {bytes[0]});
      delaying = true;
      peer.network()
          .after(
              40_000_000,
              () -> {
                delaying = false;
                echo(peer, new byte[] {bytes[1]});
              });
    } else {
      echo(peer, bytes);
    }
  }

  private void again(SimPeer peer) {
    if (peer.isOpen() && peer.available() > 0) {
      readable(peer);
    }
  }

  private byte[] spoilt(byte[] bytes) {
    for (int index = 0; index < bytes.length; index++) {
      seen++;
      if (server.flaw == Flaw.CORRUPTS && seen % 1_000_000 == 0) {
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
    owed.writeBytes(bytes);
    flush(peer);
  }

  @Override
  public void writable(SimPeer peer) {
    flush(peer);
  }

  private void flush(SimPeer peer) {
    byte[] all = owed.toByteArray();
    if (all.length == 0) {
      endWhereDone(peer);
      return;
    }
    int sent = peer.send(all, 0, all.length);
    owed.reset();
    owed.write(all, sent, all.length - sent);
    unsent = owed.toByteArray();
    stuck(unsent.length > 0);
    if (unsent.length == 0 && peer.available() > 0) {
      peer.network().after(0, () -> again(peer));
    }
    endWhereDone(peer);
  }

  private void stuck(boolean now) {
    if (now != isStuck) {
      isStuck = now;
      server.stuck += now ? 1 : -1;
    }
  }

  @Override
  public void lost(SimPeer peer, IOException why) {
    stuck(false);
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
    } else if (unsent.length == 0 && !delaying && server.flaw != Flaw.NEVER_ENDS) {
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
