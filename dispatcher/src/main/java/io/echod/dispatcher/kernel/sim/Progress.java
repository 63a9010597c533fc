package io.echod.dispatcher.kernel.sim;

/**
 * Finds out a program that spins: readiness is reported, or calls are made, and nothing comes of
 * it.
 */
final class Progress {

  /** Waits, and calls within one turn, that may be fruitless one after another. */
  private static final int FRUITLESS_MAX = 20_000;

  private final SimNetwork network;
  private final Descriptors descriptors;
  private long fruitfulCalls;
  private int fruitlessWaits;
  private int fruitlessCalls;

  Progress(SimNetwork network, Descriptors descriptors) {
    this.network = network;
    this.descriptors = descriptors;
  }

  void called(boolean fruitful) {
    if (fruitful) {
      fruitfulCalls++;
      fruitlessWaits = 0;
      fruitlessCalls = 0;
    } else if (++fruitlessCalls > FRUITLESS_MAX) {
      check();
    }
  }

  /** A wait is over, and has found something to do or not. */
  void waited(boolean found) {
    fruitlessWaits = found ? fruitlessWaits + 1 : 0;
    fruitlessCalls = 0;
  }

  /** A poll has let time pass. */
  void polled() {
    fruitlessCalls = 0;
  }

  /** Throws where the program spins. */
  void check() {
    if (fruitlessWaits > FRUITLESS_MAX) {
      throw spinning(
          " times a source was ready, and nothing was done about it; interested are "
              + descriptors.interested());
    }
    if (fruitlessCalls > FRUITLESS_MAX) {
      throw spinning(" reads, writes and accepts without a wait between them found nothing to do");
    }
  }

  private IllegalStateException spinning(String what) {
    var spinning = new IllegalStateException("the program spins: " + FRUITLESS_MAX + what);
    // Thrown from a call, it would end the handler that spins, and be heard of no more.
    network.fail(spinning);
    return spinning;
  }

  long fruitfulCalls() {
    return fruitfulCalls;
  }
}
