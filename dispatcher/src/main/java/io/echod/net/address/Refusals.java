package io.echod.net.address;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Failures to take an address, with what would be right. */
public final class Refusals {

  /** The system's words for EACCES. */
  private static final String NO_RIGHT = "Permission denied";

  private Refusals() {}

  /**
   * The failure of bind(2), which says what was tried, at which address, and why not.
   *
   * @param what was tried, such as {@code can't listen on}
   * @param url the address in words
   */
  public static IOException ofBind(
      String what, String url, SocketAddress address, IOException failure) {
    String why = String.valueOf(failure.getMessage());
    boolean isForbidden = address instanceof InetSocketAddress && why.equals(NO_RIGHT);
    return new IOException(
        what
            + " "
            + url
            + ": "
            + why
            + (isForbidden
                ? "; a port this low takes CAP_NET_BIND_SERVICE (capabilities(7)): use a higher one"
                : ""),
        failure);
  }
}
