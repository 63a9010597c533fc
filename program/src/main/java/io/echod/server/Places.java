package io.echod.server;

import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.setting.ListenKind;
import io.echod.server.setting.ListenerParameters;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The places that a server listens on, from its settings. */
final class Places {

  private Places() {}

  /**
   * Those of {@code --listen}, or else of {@code --bind} and {@code --port}, in their order.
   *
   * @param handed sockets that take the place of some
   * @throws BadValue where the settings contradict each other, a name has no address, or a socket
   *     no place
   */
  static List<Place> of(Settings settings, List<HandedSocket> handed) {
    List<Place> said = isListen(settings) ? ofListen(settings) : ofBind(settings);
    HandedPlaces.checkNames(said);
    List<Place> places = HandedPlaces.of(said, handed, settings);
    ListenerLayers.checkUsed(settings, places);
    ServerFaults.checkUsed(settings, places);
    return places;
  }

  /**
   * A flag wins over a variable, that over a file; two of the same origin contradict each other.
   */
  private static boolean isListen(Settings settings) {
    if (!settings.isGiven(ServerSettings.LISTEN)) {
      return false;
    }
    Origin listen = settings.origin(ServerSettings.LISTEN);
    for (Setting<?> other : List.of(ServerSettings.PORT, ServerSettings.BIND)) {
      Origin origin = settings.origin(other);
      if (origin == listen) {
        throw new BadValue(
            settings.source(ServerSettings.LISTEN)
                + " and "
                + settings.source(other)
                + " both say where to listen; give one of them");
      }
      if (origin.compareTo(listen) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Each URL picks a port of its own where it has port 0. */
  private static List<Place> ofListen(Settings settings) {
    List<Place> places = new ArrayList<>();
    int listener = 0;
    for (Address address : settings.get(ServerSettings.LISTEN)) {
      Settings own = ListenerParameters.over(settings, address);
      for (SocketAddress each : resolve(address, ServerSettings.PORT.byDefault())) {
        places.add(new Place(each, listener, address, own, Optional.empty()));
      }
      listener++;
    }
    return places;
  }

  /**
   * All of them pick one port where it is 0. A port behind a host goes before {@code --port} unless
   * that is from where it wins, such as a flag beside a file.
   */
  private static List<Place> ofBind(Settings settings) {
    int port = settings.get(ServerSettings.PORT);
    int order =
        settings.origin(ServerSettings.PORT).compareTo(settings.origin(ServerSettings.BIND));
    List<Place> places = new ArrayList<>();
    for (Address address : settings.get(ServerSettings.BIND)) {
      OptionalInt own = address.port();
      if (own.isPresent() && own.getAsInt() != port && order == 0) {
        throw new BadValue(
            settings.source(ServerSettings.BIND)
                + " says port "
                + own.getAsInt()
                + " and "
                + settings.source(ServerSettings.PORT)
                + " says "
                + port);
      }
      for (SocketAddress each : resolve(order > 0 ? withoutPort(address) : address, port)) {
        places.add(new Place(each, 0, address, settings, Optional.empty()));
      }
    }
    return places;
  }

  private static Address withoutPort(Address address) {
    return new Address(
        address.transport(),
        address.host(),
        OptionalInt.empty(),
        address.path(),
        address.parameters());
  }

  private static List<SocketAddress> resolve(Address address, int port) {
    try {
      return address.resolve(port);
    } catch (UnknownHostException unknown) {
      throw ListenKind.unknownHost(address.host());
    }
  }

  /**
   * Leaves out what another place with the same port takes in, in the same order: a wildcard has
   * every address of its family, and {@code ::} those of IPv4 as well (ipv6(7), IPV6_V6ONLY). Bound
   * twice, an address is in use, and by this very server.
   *
   * @param report is given a line for each place left out
   * @throws BadValue where the two are to be served in different ways
   */
  static List<Place> distinct(List<Place> places, Consumer<String> report) {
    List<Place> distinct = new ArrayList<>();
    for (int index = 0; index < places.size(); index++) {
      Place place = places.get(index);
      Optional<Place> covering = covering(places, index);
      covering.ifPresent(other -> checkAlike(place, other));
      if (covering.isEmpty()) {
        distinct.add(place);
      } else {
        report.accept(
            isSame(place, covering.get())
                ? place + " is given twice"
                : place + " is taken in by " + covering.get());
      }
    }
    return distinct;
  }

  /** One socket can't serve clients in two ways. */
  private static void checkAlike(Place place, Place other) {
    if (place.transport() != other.transport()
        || !place.settings().equals(other.settings())
        || !place.unixPermissions().equals(other.unixPermissions())) {
      throw new BadValue(
          "'" + place.url() + "' and '" + other.url() + "' are one place; give it once");
    }
  }

  /** An earlier one that is the same, or any that is wider. */
  private static Optional<Place> covering(List<Place> all, int index) {
    Place place = all.get(index);
    if (place.inherited().isPresent()) {
      // It is bound already.
      return Optional.empty();
    }
    for (int other = 0; other < all.size(); other++) {
      Place candidate = all.get(other);
      if (isWider(candidate, place) || (other < index && isSame(candidate, place))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** A port of UDP is another than that of TCP. */
  private static boolean isUdpAlike(Place one, Place other) {
    return (one.transport() == Transport.UDP) == (other.transport() == Transport.UDP);
  }

  private static boolean isSame(Place one, Place other) {
    return isUdpAlike(one, other)
        && one.address().equals(other.address())
        && zone(one) == zone(other)
        && (isFixed(one) || one.listener() == other.listener());
  }

  /** Two ports that the system picks are two, unless it picks one for both. */
  private static boolean isFixed(Place place) {
    return !(place.address() instanceof InetSocketAddress) || place.port() != 0;
  }

  /** The interface of a link-local address, which equality of addresses leaves out. */
  private static int zone(Place place) {
    return place.address() instanceof InetSocketAddress inet
            && inet.getAddress() instanceof Inet6Address inet6
        ? inet6.getScopeId()
        : 0;
  }

  private static boolean isWider(Place one, Place other) {
    if (!(one.address() instanceof InetSocketAddress wide)
        || !(other.address() instanceof InetSocketAddress narrow)
        || !isUdpAlike(one, other)
        || (!isFixed(one) && one.listener() != other.listener())
        || wide.getPort() != narrow.getPort()
        || !wide.getAddress().isAnyLocalAddress()) {
      return false;
    }
    boolean isForBoth = wide.getAddress() instanceof Inet6Address;
    InetAddress address = narrow.getAddress();
    return isForBoth
        ? !(address instanceof Inet6Address && address.isAnyLocalAddress())
        : address instanceof Inet4Address && !address.isAnyLocalAddress();
  }
}
