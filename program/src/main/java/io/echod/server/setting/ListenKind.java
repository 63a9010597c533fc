package io.echod.server.setting;

import io.echod.net.address.Address;
import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import io.echod.settings.Settings;
import java.net.UnknownHostException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where to listen: URLs such as {@code tcp://127.0.0.1:10234}, {@code udp://:10234} or {@code
 * unix:///run/echod.sock}, separated by spaces, with settings of their own as a query.
 */
public final class ListenKind implements Kind<List<Address>> {

  /** From the highest bit of a mode to the lowest, as they are declared (chmod(2)). */
  private static final List<PosixFilePermission> PERMISSIONS =
      List.of(PosixFilePermission.values());

  @Override
  public String label() {
    return "URL";
  }

  @Override
  public List<Address> parse(String text) {
    List<Address> addresses = new ArrayList<>();
    for (String url : text.strip().split(" +", -1)) {
      Address address = parsed(url);
      check(address);
      addresses.add(address);
    }
    return addresses;
  }

  /** Reads a URL of any transport. */
  static Address parsed(String url) {
    try {
      return Address.parse(url);
    } catch (IllegalArgumentException wrong) {
      throw new BadValue(Objects.requireNonNull(wrong.getMessage()));
    }
  }

  private static void check(Address address) {
    ListenerParameters.over(Settings.DEFAULT, address);
    mode(address);
    try {
      address.resolve(0);
    } catch (UnknownHostException unknown) {
      throw unknownHost(address.host());
    }
  }

  /**
   * The mode of a Unix socket's file; empty where none is given.
   *
   * @throws BadValue where it is none
   */
  public static Set<PosixFilePermission> mode(Address address) {
    String digits = address.parameters().get(ListenerParameters.MODE);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    if (digits == null) {
      return permissions;
    }
    if (!digits.matches("0?[0-7]{3}") || Integer.parseInt(digits, 8) == 0) {
      throw new BadValue(
          "'" + address + "': a mode is three octal digits, such as 0660, not '" + digits + "'");
    }
    int bits = Integer.parseInt(digits, 8);
    for (int index = 0; index < PERMISSIONS.size(); index++) {
      if ((bits & (1 << (PERMISSIONS.size() - 1 - index))) != 0) {
        permissions.add(PERMISSIONS.get(index));
      }
    }
    return permissions;
  }

  @Override
  public String print(List<Address> addresses) {
    return addresses.stream().map(Address::toString).collect(Collectors.joining(" "));
  }

  @Override
  public void check(List<Address> addresses) {
    if (addresses.isEmpty()) {
      throw new BadValue("no address to listen on");
    }
    addresses.forEach(ListenKind::check);
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<Address> join(List<Address> earlier, List<Address> later) {
    return Stream.concat(earlier.stream(), later.stream()).toList();
  }

  /** The message where a host has no address. */
  public static BadValue unknownHost(String host) {
    return new BadValue(
        "no address is known for '" + host + "'; write one, or a name that has one");
  }
}
