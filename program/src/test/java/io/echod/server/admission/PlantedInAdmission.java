package io.echod.server.admission;

import java.util.concurrent.atomic.AtomicInteger;

/** What planted bugs do in place of what lets clients in. */
final class PlantedInAdmission {

  private PlantedInAdmission() {}

  /** One more than the limit is let in. */
  static int incrementAndGet(AtomicInteger open) {
    return open.incrementAndGet() - 1;
  }

  /** Who has gone counts on. */
  static int decrementAndGet(AtomicInteger open) {
    return open.get();
  }

  /** A bucket is always full. */
  static double min(double rate, double tokens) {
    return rate;
  }
}
