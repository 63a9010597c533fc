package io.echod.simulate;

/** What the model knows of a source. */
final class NaiveSource {

  final String name;
  boolean open = true;

  /** Whether somebody is to be told when it closes. */
  boolean watched;

  /** What its users have paused. */
  int paused;

  /** What it wants delivered to nobody itself. */
  int masked;

  /** Of those reasons, those that are delivered. */
  int delivered(int reasons) {
    return reasons & ~(paused | masked);
  }

  NaiveSource(String name) {
    this.name = name;
  }

  /** What a call is named that tells it that it is lost. */
  String lossName() {
    return "loss of " + name;
  }

  @Override
  public String toString() {
    return name;
  }
}
