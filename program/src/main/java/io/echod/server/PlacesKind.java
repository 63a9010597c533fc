package io.echod.server;

import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where to listen: addresses, or names that each stand for all their addresses, or URLs such as
 * {@code tcp://127.0.0.1:10234}, separated by commas.
 */
final class PlacesKind implements Kind<List<Place>> {

  private static final String SCHEME = "tcp://";

  @Override
  public String label() {
    return "HOST[,HOST]";
  }

  @Override
  public List<Place> parse(String text) {
    List<Place> places = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      // The JDK takes an empty name for the loopback address.
      if (part.isBlank()) {
        throw new BadValue(
            "'" + text + "' lacks an address; write one, such as 127.0.0.1, or several: A,B");
      }
      String place = part.strip();
      if (place.startsWith(SCHEME)) {
        addUrl(places, place);
      } else if (place.contains("://")) {
        throw notOne(place);
      } else {
        add(places, place, OptionalInt.empty());
      }
    }
    return places;
  }

  /** {@code tcp://HOST}, {@code tcp://HOST:PORT}, {@code tcp://[V6]:PORT}, with no path. */
  private static void addUrl(List<Place> places, String url) {
    String authority = url.substring(SCHEME.length());
    if (authority.endsWith("/")) {
      authority = authority.substring(0, authority.length() - 1);
    }
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = hasPort ? authority.substring(0, colon) : authority;
    if (host.isEmpty() || host.contains("/") || host.contains("?")) {
      throw notOne(url);
    }
    OptionalInt port =
        hasPort
            ? OptionalInt.of(ServerSettings.PORT.kind().parse(authority.substring(colon + 1)))
            : OptionalInt.empty();
    add(places, host, port);
  }

  private static BadValue notOne(String url) {
    return new BadValue("'" + url + "' is not a URL such as tcp://HOST:PORT");
  }

  private static void add(List<Place> places, String host, OptionalInt port) {
    try {
      for (InetAddress address : InetAddress.getAllByName(unbracketed(host))) {
        places.add(new Place(address, port));
      }
    } catch (UnknownHostException unknown) {
      throw new BadValue(
          "no address is known for '" + host + "'; write one, or a name that has one");
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String print(List<Place> places) {
    return places.stream().map(Place::toString).collect(Collectors.joining(","));
  }

  @Override
  public void check(List<Place> places) {
    if (places.isEmpty()) {
      throw new BadValue("no address to listen on");
    }
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<Place> join(List<Place> earlier, List<Place> later) {
    return Stream.concat(earlier.stream(), later.stream()).toList();
  }
}
