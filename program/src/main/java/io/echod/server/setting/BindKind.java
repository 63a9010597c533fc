package io.echod.server.setting;

import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where to listen over TCP: addresses, or names that each stand for all their addresses, or URLs
 * such as {@code tcp://127.0.0.1:10234}, separated by commas.
 */
final class BindKind implements Kind<List<Address>> {

  @Override
  public String label() {
    return "HOST[,HOST]";
  }

  @Override
  public Form form() {
    return Form.TEXT;
  }

  @Override
  public List<Address> parse(String text) {
    List<Address> addresses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      // The JDK takes an empty name for the loopback address.
      if (part.isBlank()) {
        throw new BadValue(
            "'" + text + "' lacks an address; write one, such as 127.0.0.1, or several: A,B");
      }
      String place = part.strip();
      Address address = place.contains("://") ? url(place) : ofHost(place);
      try {
        address.resolve(0);
      } catch (UnknownHostException unknown) {
        throw ListenKind.unknownHost(address.host());
      }
      addresses.add(address);
    }
    return addresses;
  }

  private static Address url(String text) {
    Address address = ListenKind.parsed(text);
    if (address.transport() == Transport.TCP && address.parameters().isEmpty()) {
      return address;
    }
    throw new BadValue(
        "'" + text + "' is not a URL such as tcp://HOST:PORT; --listen takes all others");
  }

  private static Address ofHost(String text) {
    String host =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    return new Address(Transport.TCP, host, OptionalInt.empty(), "", Map.of());
  }

  /** A host alone, where it has no port of its own. */
  @Override
  public String print(List<Address> addresses) {
    return addresses.stream()
        .map(address -> address.port().isPresent() ? address.toString() : address.host())
        .collect(Collectors.joining(","));
  }

  @Override
  public void check(List<Address> addresses) {
    if (addresses.isEmpty()) {
      throw new BadValue("no address to listen on");
    }
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<Address> join(List<Address> earlier, List<Address> later) {
    return Stream.concat(earlier.stream(), later.stream()).toList();
  }
}
