package io.echod.server;

import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.setting.ListenerParameters;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Settings;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts sockets that were handed over in the place of listeners. A socket belongs to the listener of
 * its name, or else to the one that would listen at its address; where nothing says where to
 * listen, each is a listener of its own.
 */
final class HandedPlaces {

  private final List<Place> places;
  private final Settings settings;

  private HandedPlaces(List<Place> places, Settings settings) {
    this.places = places;
    this.settings = settings;
  }

  /**
   * The places of all listeners.
   *
   * @param places those that the settings say
   * @throws BadValue where a socket belongs to no listener, or to one of another kind
   */
  static List<Place> of(List<Place> places, List<HandedSocket> handed, Settings settings) {
    return handed.isEmpty() ? places : new HandedPlaces(places, settings).with(handed);
  }

  private List<Place> with(List<HandedSocket> handed) {
    if (!isSaid()) {
      return alone(handed);
    }
    List<Place> all = new ArrayList<>(places);
    for (HandedSocket one : handed) {
      Place owner = owner(one);
      if (!isFor(owner, one.socket())) {
        throw new BadValue(
            words(one)
                + ", which is no "
                + owner.transport().scheme()
                + " socket, but has the name of the listener '"
                + owner.url()
                + "'; give it another name");
      }
      // One socket stands for one address of the listener, or, by its name, for all of them.
      all.removeIf(place ->
          place.inherited().isEmpty()
              && (isNamed(place, one.name())
                  ? place.listener() == owner.listener()
                  : place.equals(owner)));
      all.add(owner.inheriting(one.socket()));
    }
    return all;
  }

  private boolean isSaid() {
    return settings.isGiven(ServerSettings.LISTEN)
        || settings.isGiven(ServerSettings.BIND)
        || settings.isGiven(ServerSettings.PORT);
  }

  private List<Place> alone(List<HandedSocket> handed) {
    List<Place> alone = new ArrayList<>();
    for (HandedSocket one : handed) {
      Address url = url(one.socket());
      alone.add(
          new Place(one.socket().address(), alone.size(), url, settings, Optional.empty())
              .inheriting(one.socket()));
    }
    return alone;
  }

  private Place owner(HandedSocket one) {
    Optional<Place> named = places.stream().filter(place -> isNamed(place, one.name())).findFirst();
    return named
        .or(() ->
            places.stream()
                .filter(place ->
                    place.address().equals(one.socket().address()) && isFor(place, one.socket()))
                .findFirst())
        .orElseThrow(() ->
            new BadValue(
                words(one)
                    + ", which is no listener's; write ?name="
                    + one.name()
                    + " behind the URL of one, or say nowhere where to listen"));
  }

  private static boolean isNamed(Place place, String name) {
    return name.equals(place.url().parameters().get(ListenerParameters.NAME));
  }

  private static boolean isFor(Place place, InheritedSocket socket) {
    return switch (place.transport()) {
      case UDP -> socket.kind() == InheritedSocket.Kind.DATAGRAMS;
      case UNIX -> socket.address() instanceof UnixDomainSocketAddress;
      case TCP, TLS ->
          socket.kind() == InheritedSocket.Kind.CONNECTIONS
              && socket.address() instanceof InetSocketAddress;
    };
  }

  private static Address url(InheritedSocket socket) {
    return socket.kind() == InheritedSocket.Kind.DATAGRAMS
        ? Address.of(Transport.UDP, (InetSocketAddress) socket.address())
        : Address.of(socket.address());
  }

  private static String words(HandedSocket one) {
    return "$LISTEN_FDS: descriptor "
        + one.socket().descriptor()
        + " is '"
        + one.name()
        + "' at "
        + url(one.socket());
  }

  /**
   * Checks that no two listeners have one name.
   *
   * @throws BadValue where two have
   */
  static void checkNames(List<Place> places) {
    Map<String, Place> byName = new HashMap<>();
    for (Place place : places) {
      String name = place.url().parameters().get(ListenerParameters.NAME);
      Place other = name == null ? null : byName.putIfAbsent(name, place);
      if (other != null && other.listener() != place.listener()) {
        throw new BadValue(
            "'" + other.url() + "' and '" + place.url() + "' have one name; give them two");
      }
    }
  }
}
