package io.echod.net.layer;

/** What planted bugs do in place of what layers do. */
final class PlantedInLayer {

  private PlantedInLayer() {}

  /** A length is one more than it says. */
  static int toUnsignedInt(short length) {
    return Short.toUnsignedInt(length) + 1;
  }
}
