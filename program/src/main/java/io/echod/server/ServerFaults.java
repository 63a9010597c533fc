package io.echod.server;

import io.echod.net.Listener;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.net.fault.Faults;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import io.echod.server.setting.ListenerParameters;
import io.echod.server.setting.SeedKind;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The faults of a server: those of each listener, which the loops that listen in one place share.
 * From any thread.
 */
final class ServerFaults {

  private final boolean hasCommands;
  private final long seed;
  private final Map<Address, Faults> byAddress = new ConcurrentHashMap<>();

  /** Those whose accepts the faults hold back. */
  private final Set<Listener> followers = ConcurrentHashMap.newKeySet();

  ServerFaults(ServerOptions options) {
    hasCommands = options.get(ServerSettings.FAULT_COMMANDS) > 0;
    long given = options.get(ServerSettings.FAULT_SEED);
    seed = given == SeedKind.RANDOM ? ThreadLocalRandom.current().nextLong(1L << 32) : given;
  }

  /** Those that connections, or datagrams, of a place may meet. */
  private static List<FaultRule> rules(Place place) {
    List<FaultRule> rules = new ArrayList<>(place.settings().get(ServerSettings.FAULT));
    rules.addAll(place.settings().get(ServerSettings.FAULT_PROFILE).rules());
    boolean isOfDatagrams = place.transport() == Transport.UDP;
    rules.removeIf(rule -> rule.fault().isOfDatagrams() != isOfDatagrams);
    return rules;
  }

  /**
   * Checks that no fault waits for a listener that is not there.
   *
   * @throws BadValue where one does
   */
  static void checkUsed(Settings settings, List<Place> places) {
    List<Place> ofServer = new ArrayList<>();
    for (Place place : places) {
      if (place.settings().origin(ServerSettings.FAULT) == Origin.LISTENER) {
        checkOwn(place, settings);
      } else {
        ofServer.add(place);
      }
    }
    for (FaultRule rule : settings.get(ServerSettings.FAULT)) {
      String missing = missing(rule, ofServer);
      if (!missing.isEmpty()) {
        throw new BadValue(
            settings.source(ServerSettings.FAULT)
                + ": '"
                + rule.name()
                + "' is a fault of "
                + missing
                + " listeners, and "
                + lack(missing(rule, places).isEmpty(), missing));
      }
    }
  }

  /** Why nothing would ever meet a fault of the server. */
  private static String lack(boolean isThere, String missing) {
    return isThere
        ? "those that there are have faults of their own in their place; write it there, or take"
            + " theirs away"
        : "there is none; add --listen " + missing + "HOST:PORT";
  }

  private static void checkOwn(Place place, Settings settings) {
    for (FaultRule rule : place.settings().get(ServerSettings.FAULT)) {
      String missing = missing(rule, List.of(place));
      if (!missing.isEmpty()) {
        throw new BadValue(
            ListenerParameters.place(settings, place.url())
                + "fault: '"
                + rule.name()
                + "' is a fault of "
                + missing
                + " listeners");
      }
    }
  }

  /** The beginning of the URL of a listener that has such faults; empty where there is one. */
  private static String missing(FaultRule rule, List<Place> places) {
    Fault fault = rule.fault();
    if (fault.isOfTls() || rule.scope().serverName().isPresent()) {
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

  /**
   * Those of a place: of the listener that has it already, or new ones; empty where none were ever
   * set.
   *
   * @param now of the kernel
   */
  Optional<Faults> at(Place place, long now) {
    Faults known = byAddress.get(place.bare());
    List<FaultRule> rules = rules(place);
    boolean canChoose = hasCommands && place.transport() != Transport.UDP;
    if (known != null || (rules.isEmpty() && !canChoose)) {
      return Optional.ofNullable(known);
    }
    Faults faults = new Faults(seed);
    faults.replace(rules, now);
    return Optional.of(canChoose ? faults.withOwnFaults() : faults);
  }

  /** Those of a place of UDP, which all its sockets share. */
  Optional<Faults> ofDatagrams(Place place, long now) {
    Optional<Faults> faults = at(place, now);
    faults.ifPresent(set -> byAddress.putIfAbsent(place.bare(), set));
    return faults;
  }

  /** The listener has these; on its thread. */
  void opened(Place place, Listener listener, Faults faults) {
    byAddress.putIfAbsent(place.bare(), faults);
    if (followers.add(listener)) {
      faults.stallAccepts(listener);
    }
  }

  /** Puts the rules that these places have by now in the place of the others, where they differ. */
  void replace(List<Place> places, long now) {
    for (Place place : places) {
      Faults known = byAddress.get(place.bare());
      List<FaultRule> rules = rules(place);
      if (known != null && !known.rules().equals(rules)) {
        known.replace(rules, now);
      } else if (known == null) {
        at(place, now).ifPresent(faults -> byAddress.put(place.bare(), faults));
      }
    }
  }

  /**
   * The faults asked for in these places, and the seed that repeats them; empty where there are
   * none.
   */
  Optional<String> words(List<Place> places) {
    String specs =
        places.stream()
            .flatMap(place -> rules(place).stream())
            .map(FaultRule::name)
            .distinct()
            .collect(Collectors.joining(" "));
    return specs.isEmpty() && !hasCommands
        ? Optional.empty()
        : Optional.of(
            "faults: " + (specs.isEmpty() ? "what clients choose" : specs) + "; seed " + seed);
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
