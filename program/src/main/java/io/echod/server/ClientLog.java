package io.echod.server;

/**
 * Is given every client at its beginning and at its end, on the thread of the client's dispatcher:
 * it must not wait. An exception out of it is logged, and changes nothing for the client.
 */
public interface ClientLog {

  /** A client was accepted. */
  void accepted(Client client);

  /** Its connection is closed. */
  void closed(Client client);
}
