package io.echod.simulate;

/** What the model knows of a source. */
final class NaiveSource {

  final String name;
  boolean open = true;

  /** Whether somebody is to be told when it closes. */
  boolean watched;

  int paused;

  NaiveSource(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
