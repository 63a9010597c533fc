package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Source;

/** A simulated kernel's view of its sources. */
sealed interface SimSource permits SimStreamSource, SimListeningSource, SimDatagramSource {

  /** The number that stands for it while it is open; given to another one afterwards. */
  int descriptor();

  /** The reasons it is asked for. */
  int interest();

  /** The reasons for which it is ready, asked for or not. */
  int readiness();

  /** Whether it is finished with, which is reported once. */
  default boolean takeLost() {
    return false;
  }

  /** This object, as a source. */
  Source source();
}
