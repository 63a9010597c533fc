package io.echod.server;

import io.echod.net.Connection;
import java.nio.ByteBuffer;

/** What planted bugs do in place of what the server does. */
final class PlantedInServer {

  private PlantedInServer() {}

  /** A client is let in without a word. */
  static void greet(Reception reception, Client client, Connection connection) {}

  /** Every client is the first. */
  static long number(Client client) {
    return 1;
  }

  /** The whole buffer is taken for what was read. */
  static ByteBuffer flip(ByteBuffer buffer) {
    return buffer.clear();
  }
}
