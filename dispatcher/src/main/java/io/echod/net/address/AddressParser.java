package io.echod.net.address;

import io.echod.net.address.Address.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Reads one URL of an endpoint. */
final class AddressParser {

  private static final String FORMS =
      "write tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT or unix:///PATH";

  private final String url;

  AddressParser(String url) {
    this.url = url;
  }

  Address parse() {
    int colon = url.indexOf(':');
    Transport transport = transport(colon < 0 ? "" : url.substring(0, colon));
    String rest = url.substring(colon + 1);
    if (url.indexOf('#') >= 0) {
      throw wrong("has a fragment (#), which an address has not; write a # itself as %23");
    }
    int question = rest.indexOf('?');
    Map<String, String> parameters =
        question < 0 ? Map.of() : parameters(rest.substring(question + 1));
    String place = question < 0 ? rest : rest.substring(0, question);
    return transport == Transport.UNIX
        ? unix(place, parameters)
        : internet(transport, place, parameters);
  }

  private Transport transport(String scheme) {
    for (Transport transport : Transport.values()) {
      if (transport.scheme().equalsIgnoreCase(scheme)) {
        return transport;
      }
    }
    throw wrong("is not a URL of an endpoint; " + FORMS);
  }

  /** {@code unix:///PATH}; {@code unix:PATH}, which may be relative to the working directory. */
  private Address unix(String place, Map<String, String> parameters) {
    if (place.startsWith("@") || place.startsWith("//@")) {
      throw wrong(
          "is written as an abstract Unix socket (unix(7)), of which there are none here; write"
              + " unix:///PATH, or %40 for a file whose name begins with @");
    }
    if (place.startsWith("//") && !place.startsWith("///") && !place.equals("//")) {
      throw wrong("has a host, which a Unix socket has not; write unix:///PATH");
    }
    String path = UrlEncoding.decode(place.startsWith("//") ? place.substring(2) : place);
    if (path.isEmpty() || path.endsWith("/")) {
      throw wrong("has no file; write unix:///PATH");
    }
    return address(Transport.UNIX, "", OptionalInt.empty(), path, parameters);
  }

  private Address internet(Transport transport, String place, Map<String, String> parameters) {
    if (!place.startsWith("//")) {
      throw wrong("lacks the slashes; " + FORMS);
    }
    String authority = place.substring(2);
    if (authority.endsWith("/")) {
      authority = authority.substring(0, authority.length() - 1);
    }
    if (authority.indexOf('/') >= 0 || authority.indexOf('@') >= 0) {
      throw wrong("has more than a host and a port; write " + transport.scheme() + "://HOST:PORT");
    }
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', bracket + 1);
    String host = colon < 0 ? authority : authority.substring(0, colon);
    if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw wrong("has too many colons; write an IPv6 address in brackets, as in [::1]:10234");
    }
    OptionalInt port =
        colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(authority.substring(colon + 1)));
    if (host.isEmpty() && port.isEmpty()) {
      throw wrong("has neither a host nor a port; write " + transport.scheme() + "://HOST:PORT");
    }
    return address(transport, host(host), port, "", parameters);
  }

  private String host(String text) {
    boolean opened = text.startsWith("[");
    if (opened != text.endsWith("]")) {
      throw wrong("has a bracket too few; write an IPv6 address as in [::1]:10234");
    }
    if (!opened) {
      if (text.chars().anyMatch(unit -> unit <= ' ' || unit == '[' || unit == ']')) {
        throw wrong("has no host that can be one");
      }
      return UrlEncoding.decode(text);
    }
    String literal = text.substring(1, text.length() - 1);
    if (literal.indexOf(':') < 0) {
      throw wrong("has brackets around what is no IPv6 address");
    }
    // RFC 6874 writes the % before a zone as %25; most people don't.
    return literal.replace("%25", "%");
  }

  private int port(String text) {
    // More digits than a port has would not fit into an int, either.
    boolean isNumber =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(this::isDigit);
    int port = isNumber ? Integer.parseInt(text) : -1;
    if (port < 0 || port > 65535) {
      throw wrong("has no port of 0 to 65535, but '" + text + "'");
    }
    return port;
  }

  private boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = UrlEncoding.decode(equals < 0 ? pair : pair.substring(0, equals));
      if (name.isEmpty()) {
        throw wrong("has a parameter without a name; write ?NAME=VALUE&NAME=VALUE");
      }
      String value = equals < 0 ? "" : UrlEncoding.decode(pair.substring(equals + 1));
      if (parameters.put(name, value) != null) {
        throw wrong("gives '" + name + "' twice");
      }
    }
    return parameters;
  }

  private Address address(
      Transport transport,
      String host,
      OptionalInt port,
      String path,
      Map<String, String> parameters) {
    try {
      return new Address(transport, host, port, path, parameters);
    } catch (IllegalArgumentException outOfRange) {
      throw wrong("can't be used: " + outOfRange.getMessage());
    }
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("'" + url + "' " + why);
  }
}
