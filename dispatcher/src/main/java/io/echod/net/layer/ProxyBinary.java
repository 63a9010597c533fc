package io.echod.net.layer;

import io.echod.net.layer.ProxyHeader.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Optional;

/** Headers of version 2 (PROXY protocol, section 2.2). */
final class ProxyBinary {

  private static final int COMMAND_AT = 12;
  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;

  /** Families, the upper half of their byte. */
  private static final int UNSPECIFIED = 0;

  private static final int INET = 1;
  private static final int INET6 = 2;
  private static final int UNIX = 3;

  /** Stream and datagram, the lower half. */
  private static final int TRANSPORT_MAX = 2;

  private static final int UNIX_BYTES = 108;

  private ProxyBinary() {}

  /** Reads a whole one, from its first byte to its last. */
  static ProxyHeader parse(ByteBuffer bytes) throws ProxyException {
    int versionAndCommand = Byte.toUnsignedInt(bytes.get(COMMAND_AT));
    int command = versionAndCommand & 0xf;
    if (versionAndCommand >> 4 != VERSION || command > PROXY) {
      throw ProxyException.malformed(
          "it has version "
              + (versionAndCommand >> 4)
              + " and command "
              + command
              + "; 2, and 0 or 1, are known");
    }
    if (command == LOCAL) {
      // The rest of it is to be passed over.
      return ProxyHeader.without(VERSION, Kind.LOCAL);
    }
    int familyAndTransport = Byte.toUnsignedInt(bytes.get(COMMAND_AT + 1));
    int family = familyAndTransport >> 4;
    if (family > UNIX || (familyAndTransport & 0xf) > TRANSPORT_MAX) {
      throw ProxyException.malformed("it is of a family or a transport that is not known");
    }
    if (family == UNSPECIFIED) {
      return ProxyHeader.without(VERSION, Kind.UNKNOWN);
    }
    return proxied(bytes, family);
  }

  private static ProxyHeader proxied(ByteBuffer bytes, int family) throws ProxyException {
    int addressBytes =
        switch (family) {
          case INET -> 4;
          case INET6 -> 16;
          default -> UNIX_BYTES;
        };
    int portBytes = family == UNIX ? 0 : 2;
    int detailsAt = ProxyReader.FIXED_BYTES + 2 * (addressBytes + portBytes);
    if (bytes.limit() < detailsAt) {
      throw ProxyException.malformed("it is too short for the addresses of its family");
    }
    bytes.position(ProxyReader.FIXED_BYTES);
    byte[] source = new byte[addressBytes];
    byte[] destination = new byte[addressBytes];
    bytes.get(source).get(destination);
    Optional<SocketAddress> from;
    Optional<SocketAddress> to;
    if (family == UNIX) {
      from = unix(source);
      to = unix(destination);
    } else {
      from = inet(source, bytes.getShort());
      to = inet(destination, bytes.getShort());
    }
    ProxyDetails details = ProxyDetailsReader.read(bytes, detailsAt);
    return new ProxyHeader(VERSION, Kind.PROXIED, from, to, details);
  }

  private static Optional<SocketAddress> inet(byte[] address, short port) {
    try {
      return Optional.of(
          new InetSocketAddress(InetAddress.getByAddress(address), Short.toUnsignedInt(port)));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Up to the first zero byte; an empty name is none, and so is one that is in no file system. One
   * without a slash in front is none either: it goes by the folder of a process that is not this
   * one, whose own folder must not be put before it.
   */
  private static Optional<SocketAddress> unix(byte[] name) throws ProxyException {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    try {
      return length == 0 || name[0] != '/'
          ? Optional.empty()
          : Optional.of(
              UnixDomainSocketAddress.of(new String(name, 0, length, StandardCharsets.UTF_8)));
    } catch (InvalidPathException none) {
      throw ProxyException.malformed("the name of a Unix socket in it is none");
    }
  }
}
