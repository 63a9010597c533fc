package io.echod.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Addresses, or names that each stand for all their addresses, separated by commas. */
record Hosts(List<InetAddress> addresses) {

  static Hosts parse(String text) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String host : text.split(",", -1)) {
      // The JDK takes an empty name for the loopback address.
      if (host.isBlank()) {
        throw new TypeConversionException(
            "'" + text + "' lacks an address; write one, such as 127.0.0.1, or several: A,B");
      }
      try {
        addresses.addAll(List.of(InetAddress.getAllByName(unbracketed(host.strip()))));
      } catch (UnknownHostException unknown) {
        throw new TypeConversionException(
            "no address is known for '" + host + "'; write one, or a name that has one");
      }
    }
    return new Hosts(addresses);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
