package io.echod.server;

import java.util.ArrayList;
import java.util.List;

/**
 * Which of a server's dispatchers serves a connection: the one with the fewest. Counts those that
 * are on their way to a dispatcher, too, so that none of them is lost when it ends. From any
 * dispatcher's thread; a connection costs two short locks.
 */
final class Balance {

  /** One dispatcher's share. */
  static final class Share {

    private final BalancedLoop loop;

    /** Connections, those under way to it included. */
    private int open;

    /** Connections that others have accepted for it, and that have not arrived. */
    private int underWay;

    private boolean isOver;

    private Share(BalancedLoop loop) {
      this.loop = loop;
    }

    BalancedLoop loop() {
      return loop;
    }
  }

  private final List<Share> shares = new ArrayList<>();
  private boolean isStopped;

  /** Takes a dispatcher in. */
  synchronized Share join(BalancedLoop loop) {
    Share share = new Share(loop);
    shares.add(share);
    return share;
  }

  /** Picks the dispatcher with the fewest, the one that asks before others; counts it there. */
  synchronized Share pick(Share asking) {
    Share fewest = asking;
    if (!isStopped) {
      for (Share share : shares) {
        if (!share.isOver && share.open < fewest.open) {
          fewest = share;
        }
      }
    }
    fewest.open++;
    if (fewest != asking) {
      fewest.underWay++;
    }
    return fewest;
  }

  /** Counts one that stays where it was accepted. */
  synchronized void keep(Share share) {
    share.open++;
  }

  /** One has arrived that another dispatcher has accepted. */
  synchronized void arrived(Share share) {
    share.underWay--;
  }

  /** One that could not be handed to the dispatcher stays with the one that has accepted it. */
  synchronized void returned(Share from, Share to) {
    from.open--;
    from.underWay--;
    to.open++;
  }

  /** One has closed, or could not be served. */
  synchronized void closed(Share share) {
    share.open--;
  }

  /** From now on each dispatcher keeps what it accepts. */
  synchronized void stop() {
    isStopped = true;
  }

  /**
   * Ends a dispatcher's part; false where connections are under way to it, which it still serves.
   */
  synchronized boolean leave(Share share) {
    if (share.underWay > 0) {
      return false;
    }
    share.isOver = true;
    return true;
  }
}
