package io.echod.simulate.server.clients;

/** The kinds of an echo server's clients. */
public enum ClientKind {
  /** Sends, reads at once what comes back. */
  FAST,
  /** Reads a little now and then. */
  SLOW,
  /** Sends until nothing more is taken, and reads nothing. */
  NEVER_READING,
  /** Ends its output behind its last byte, and waits for the rest. */
  HALF_CLOSING,
  /** Resets the connection at any byte. */
  RESETTING,
  /** Sends one byte at a time. */
  ONE_BYTE_AT_A_TIME,
  /** Sends more than all windows and queues together hold. */
  FLOODING,
  /** Closes soon after it was connected, or before. */
  CONNECT_AND_LEAVE
}
