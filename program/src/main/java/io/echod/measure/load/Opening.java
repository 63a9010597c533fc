package io.echod.measure.load;

import io.echod.dispatcher.Dispatcher;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Connects a loop's peers at its start: all at once, or at a rate. */
final class Opening {

  private final Dispatcher dispatcher;
  private final Peers peers;
  private final Runnable allTried;
  private int begun;
  private int undecided;
  private boolean hasConnected;
  private boolean isStopped;
  private @Nullable IOException refusal;

  /**
   * Begins nothing yet.
   *
   * @param allTried called once, when each peer was connected or refused
   */
  Opening(Dispatcher dispatcher, Peers peers, Runnable allTried) {
    this.dispatcher = dispatcher;
    this.peers = peers;
    this.allTried = allTried;
    undecided = peers.count();
  }

  /** Connects, so many a second; 0: all at once. */
  void start(double ratePerSecond) {
    if (ratePerSecond == 0) {
      while (begun < peers.count()) {
        peers.get(begun++).connect();
      }
      return;
    }
    dispatcher.every(
        0,
        1 / ratePerSecond,
        (callback, _) -> {
          if (!isStopped) {
            peers.get(begun++).connect();
          }
          if (isStopped || begun == peers.count()) {
            callback.cancel();
          }
        });
  }

  /** Leaves it to each message to connect. */
  void skip() {
    undecided = 0;
    hasConnected = true;
    allTried.run();
  }

  /** Connects no more. */
  void stop() {
    isStopped = true;
  }

  /** A peer was connected, now or again. */
  void connected() {
    hasConnected = true;
    decided();
  }

  /** A peer was refused. */
  void failed(IOException failure) {
    refusal = failure;
    decided();
  }

  private void decided() {
    if (undecided > 0 && --undecided == 0) {
      allTried.run();
    }
  }

  boolean hasConnected() {
    return hasConnected;
  }

  /** Why nothing could be connected; null where something could. */
  @Nullable IOException refusal() {
    return hasConnected ? null : refusal;
  }
}
