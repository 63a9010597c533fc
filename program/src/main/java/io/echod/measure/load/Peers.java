package io.echod.measure.load;

import java.util.function.Consumer;

/** Those that send the load of one loop. */
final class Peers {

  /** By a schedule, a datagram that is lost must not keep the next ones waiting. */
  private static final int SCHEDULED_DATAGRAMS_MAX = 1024;

  private final LoadPeer[] all;
  private final boolean reconnects;

  /**
   * Connects none yet.
   *
   * @param firstNumber of those of the loop, which other loops do not have
   */
  Peers(LoadLoop loop, int firstNumber) {
    all = new LoadPeer[loop.options.shape().connections()];
    reconnects = loop.options.shape().reconnect();
    for (int index = 0; index < all.length; index++) {
      all[index] = peer(loop, firstNumber + index);
    }
  }

  private static LoadPeer peer(LoadLoop loop, int number) {
    int pipeline = loop.options.shape().pipeline();
    if (!loop.options.datagrams()) {
      return new LoadConnection(loop, number, pipeline);
    }
    boolean isClosedLoop = loop.options.schedule().isClosedLoop();
    return new LoadDatagrams(
        loop, number, isClosedLoop ? pipeline : Math.max(pipeline, SCHEDULED_DATAGRAMS_MAX));
  }

  int count() {
    return all.length;
  }

  LoadPeer get(int index) {
    return all[index];
  }

  /** The one that sends the message of that number. */
  LoadPeer inTurn(long message) {
    return all[(int) (message % all.length)];
  }

  void forEach(Consumer<LoadPeer> action) {
    for (LoadPeer one : all) {
      action.accept(one);
    }
  }

  /** Those that are to be connected and are not. */
  void forEachMissing(Consumer<LoadPeer> action) {
    for (LoadPeer one : all) {
      if (isMissing(one)) {
        action.accept(one);
      }
    }
  }

  private boolean isMissing(LoadPeer one) {
    return !one.isConnected() && !reconnects;
  }

  /** Whether one is owed an answer, or has a message to send and may still send it. */
  boolean areOwed() {
    for (LoadPeer one : all) {
      if (one.inFlight() > 0 || (one.waiting() > 0 && !isMissing(one))) {
        return true;
      }
    }
    return false;
  }
}
