package io.echod.server;

import java.nio.ByteBuffer;

/** What planted bugs do in place of what the server does. */
final class PlantedInServer {

  private PlantedInServer() {}

  /** The whole buffer is taken for what was read. */
  static ByteBuffer flip(ByteBuffer buffer) {
    return buffer.clear();
  }
}
