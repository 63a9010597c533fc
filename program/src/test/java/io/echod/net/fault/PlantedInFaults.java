package io.echod.net.fault;

import io.echod.net.fault.layer.FaultLayer;
import io.echod.net.fault.layer.FaultRandom;
import io.echod.net.fault.layer.LiveRule;
import io.echod.net.fault.rule.FaultScope;
import io.echod.net.layer.Layer;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/** Planted bugs in place of the rules of a listener. */
final class PlantedInFaults {

  private static final Map<LiveRule, FaultRandom> SHARED = new WeakHashMap<>();

  private PlantedInFaults() {}

  /** All connections of a rule draw from the numbers of the first one. */
  static Layer over(FaultLayer.Site site) {
    FaultRandom first = SHARED.computeIfAbsent(site.live(), _ -> site.random());
    return Faults.over(new FaultLayer.Site(site.below(), site.context(), site.live(), first));
  }

  /** Connections are counted from 0. */
  static long firstConnection(FaultScope scope) {
    return scope.firstConnection() + 1;
  }

  /** Datagrams that were to be overtaken, and were not, are forgotten. */
  static void forEach(List<?> held, Consumer<?> put) {}

  /** Every datagram is lost by itself. */
  static boolean isByRuns(LossDraws draws) {
    return false;
  }

  /** A stall of accepts is over at once. */
  static long leftOf(LiveRule rule, long nanos, long now) {
    return 0;
  }
}
