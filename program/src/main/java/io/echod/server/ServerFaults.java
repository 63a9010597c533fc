package io.echod.server;

import io.echod.net.Address;
import io.echod.net.Address.Transport;
import io.echod.net.Listener;
import io.echod.net.fault.Fault;
import io.echod.net.fault.FaultRule;
import io.echod.net.fault.Faults;
import io.echod.settings.BadValue;
import io.echod.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The faults of a server: those of each listener, which the loops that listen in one place share.
 */
final class ServerFaults {

  private final List<FaultRule> rules;
  private final boolean hasCommands;
  private final long seed;
  private final Map<Address, Faults> byAddress = new ConcurrentHashMap<>();

  ServerFaults(ServerOptions options) {
    rules = new ArrayList<>(options.get(ServerSettings.FAULT));
    rules.addAll(options.get(ServerSettings.FAULT_PROFILE).rules());
    hasCommands = options.get(ServerSettings.FAULT_COMMANDS) > 0;
    long given = options.get(ServerSettings.FAULT_SEED);
    seed = given == SeedKind.RANDOM ? ThreadLocalRandom.current().nextLong(1L << 32) : given;
  }

  /** Whether there can never be any. */
  boolean areNone() {
    return rules.isEmpty() && !hasCommands;
  }

  /** Whether there are some of datagrams. */
  boolean haveDatagrams() {
    return rules.stream().anyMatch(rule -> rule.fault().isOfDatagrams());
  }

  /**
   * Checks that no fault waits for a listener that is not there.
   *
   * @throws BadValue where one does
   */
  static void checkUsed(Settings settings, List<Place> places) {
    for (FaultRule rule : settings.get(ServerSettings.FAULT)) {
      String missing = missing(rule.fault(), places);
      if (!missing.isEmpty()) {
        throw new BadValue(
            "--fault: '"
                + rule.name()
                + "' is a fault of "
                + missing
                + " listeners, and there is none; add --listen "
                + missing
                + "HOST:PORT");
      }
    }
  }

  private static String missing(Fault fault, List<Place> places) {
    if (fault.isOfTls()) {
      return has(places, Transport.TLS::equals) ? "" : "tls://";
    }
    if (fault.isOfDatagrams()) {
      return has(places, Transport.UDP::equals) ? "" : "udp://";
    }
    return has(places, transport -> transport != Transport.UDP) ? "" : "tcp://";
  }

  private static boolean has(List<Place> places, Predicate<Transport> wanted) {
    return places.stream().map(Place::transport).anyMatch(wanted);
  }

  /** Whether clients may choose some. */
  boolean hasCommands() {
    return hasCommands;
  }

  /** Those of a place: of the listener that has it already, or new ones. */
  Faults at(Place place, long now) {
    Faults known = byAddress.get(place.bare());
    if (known != null) {
      return known;
    }
    Faults faults = new Faults(seed);
    faults.replace(rules, now);
    return hasCommands ? faults.withOwnFaults() : faults;
  }

  /** Those of a place of UDP, which all its sockets share. */
  Faults ofDatagrams(Place place, long now) {
    Faults faults = at(place, now);
    byAddress.putIfAbsent(place.bare(), faults);
    return faults;
  }

  /** A listener has been opened with these. */
  void opened(Place place, Listener listener, Faults faults) {
    byAddress.putIfAbsent(place.bare(), faults);
    faults.stallAccepts(listener);
  }

  /** What was asked for, and how to have the same again. */
  String words() {
    String specs = rules.stream().map(FaultRule::name).collect(Collectors.joining(" "));
    return "faults: " + (rules.isEmpty() ? "what clients choose" : specs) + "; seed " + seed;
  }

  /** How many connections each rule has struck. */
  Map<String, Long> strikes() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Faults faults : byAddress.values()) {
      faults.strikes().forEach((name, count) -> all.merge(name, count, Long::sum));
    }
    return all;
  }
}
