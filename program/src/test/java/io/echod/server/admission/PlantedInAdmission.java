package io.echod.server.admission;

import io.echod.net.address.Cidr;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Planted bugs in place of the admission of clients. */
final class PlantedInAdmission {

  private PlantedInAdmission() {}

  /** One more than the limit is let in. */
  static int incrementAndGet(AtomicInteger open) {
    return open.incrementAndGet() - 1;
  }

  /** A client that has gone counts on. */
  static int decrementAndGet(AtomicInteger open) {
    return open.get();
  }

  /** A bucket is always full. */
  static double min(double rate, double tokens) {
    return rate;
  }

  /** No address seems to be denied. */
  static List<Cidr> denied(Admission.Rules rules) {
    return List.of();
  }

  /** Every address seems to be allowed. */
  static List<Cidr> allowed(Admission.Rules rules) {
    return List.of();
  }
}
