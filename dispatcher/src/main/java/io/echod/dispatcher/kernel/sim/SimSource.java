package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Source;

/** What a simulated kernel asks of its sources. */
sealed interface SimSource permits SimStreamSource, SimListeningSource, SimDatagramSource {

  /** The number that stands for it while it is open; given to another one afterwards. */
  int descriptor();

  /** The reasons it is asked for. */
  int interest();

  /** The reasons for which it is ready, asked for or not. */
  int readiness();

  /** Whether it is finished with, which is told once. */
  default boolean takeLost() {
    return false;
  }

  /** The same object. */
  Source source();
}
