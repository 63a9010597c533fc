package io.echod.simulate.server.calls;

import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.server.plan.ServerPlan;

/** The far end of a member of a {@link Chat}: it talks for a while, and goes as its kind does. */
final class ChatPeer implements SimPeer.Behaviour {

  /** How it goes. */
  enum Kind {
    /** Not by itself. */
    STAYS,
    /** By a reset. */
    RESETS,
    /** Ends its output, and some time later resets. */
    ENDS_THEN_RESETS,
    /** Says why, and closes at once, without reading. */
    REJECTS
  }

  private static final int WORDS_MAX = 200;
  private static final int SAYINGS_MAX = 20;

  private final Kind kind;
  private final SimRandom random;
  private final byte[] words;
  private int sent;
  private boolean gone;

  ChatPeer(Kind kind, SimRandom random) {
    this.kind = kind;
    this.random = random;
    words = new byte[random.between(1, WORDS_MAX)];
  }

  @Override
  public void connected(SimPeer peer) {
    switch (kind) {
      case STAYS -> say(peer, SAYINGS_MAX);
      case RESETS -> {
        say(peer, SAYINGS_MAX);
        after(peer, peer::reset);
      }
      case ENDS_THEN_RESETS ->
          after(
              peer,
              () -> {
                peer.shutdownOutput();
                after(peer, peer::reset);
              });
      case REJECTS -> sendAndClose(peer);
    }
  }

  private void after(SimPeer peer, Runnable action) {
    peer.network().after(random.below(random.between(1, 1_000) * ServerPlan.MILLI), action);
  }

  private void say(SimPeer peer, int left) {
    if (left > 0) {
      peer.send(words, 0, random.between(1, words.length));
      if (kind != Kind.STAYS) {
        // So slow that something is owed to it when it goes.
        peer.receive(random.between(1, WORDS_MAX));
      }
      after(peer, () -> say(peer, left - 1));
    }
  }

  private void sendAndClose(SimPeer peer) {
    if (!gone) {
      sent += peer.send(words, sent, words.length - sent);
      if (sent == words.length) {
        gone = true;
        peer.close();
      }
    }
  }

  @Override
  public void writable(SimPeer peer) {
    if (kind == Kind.REJECTS) {
      sendAndClose(peer);
    }
  }

  @Override
  public void readable(SimPeer peer) {
    if (kind == Kind.STAYS) {
      peer.receive(Integer.MAX_VALUE);
    }
  }

  @Override
  public void ended(SimPeer peer) {
    if (kind == Kind.STAYS) {
      peer.close();
    }
  }

  Kind kind() {
    return kind;
  }

  /** The text that one that rejects sends before it closes. */
  int wordsBytes() {
    return words.length;
  }
}
