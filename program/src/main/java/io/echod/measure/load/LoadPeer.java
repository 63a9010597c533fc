package io.echod.measure.load;

/** One of those that send a load: a connection, or a socket for datagrams. */
sealed interface LoadPeer permits LoadConnection, LoadDatagrams {

  /** Connects, unless it is connected, or about to be. */
  void connect();

  /** Has a message sent as soon as there is room for it. */
  void offer(long intended, long now);

  /** Ends it, with what is in flight. */
  void close();

  /** Ends it so that the server is not surprised. */
  void closeGently();

  /** Messages sent and not answered. */
  int inFlight();

  /** Messages that are due and were not sent. */
  int waiting();

  /** Whether it may send. */
  boolean isConnected();
}
