package io.echod.server.admission;

import io.echod.net.address.Cidr;
import java.util.List;
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

  /** Nobody seems to be denied. */
  static List<Cidr> denied(Admission.Rules rules) {
    return List.of();
  }

  /** Everybody seems to be allowed. */
  static List<Cidr> allowed(Admission.Rules rules) {
    return List.of();
  }
}
