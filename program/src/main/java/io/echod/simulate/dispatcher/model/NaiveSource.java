package io.echod.simulate.dispatcher.model;

/** The model's view of a source. */
public final class NaiveSource {

  private final String name;
  private boolean open = true;
  private boolean watched;
  private int paused;
  private int masked;

  /** An open one, without a watcher. */
  public NaiveSource(String name) {
    this.name = name;
  }

  /** Those of these reasons that are delivered. */
  public int delivered(int reasons) {
    return reasons & ~(paused | masked);
  }

  /** Its users pause these reasons, too. */
  public void pause(int reasons) {
    watched = true;
    paused |= reasons;
  }

  /** Its users resume these reasons. */
  public void resume(int reasons) {
    paused &= ~reasons;
  }

  /** Whether its users have paused anything. */
  public boolean isPaused() {
    return paused != 0;
  }

  /** Its endpoint masks these reasons, and no others. */
  public void mask(int reasons) {
    watched = true;
    masked = reasons;
  }

  /** From now on, its endpoint gets a notice of its close. */
  public void watch() {
    watched = true;
  }

  /** Whether its endpoint gets a notice of its close. */
  public boolean isWatched() {
    return watched;
  }

  void close() {
    open = false;
  }

  /** Whether it has not been closed yet. */
  public boolean isOpen() {
    return open;
  }

  /** The name of the call that reports its loss. */
  public String lossName() {
    return "loss of " + name;
  }

  @Override
  public String toString() {
    return name;
  }
}
