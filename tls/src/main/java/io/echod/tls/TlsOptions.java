package io.echod.tls;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * How connections speak TLS.
 *
 * @param versionMin the oldest version to accept
 * @param versionMax the newest version that is allowed, versionMin or newer
 * @param applicationProtocols the protocols to offer by ALPN (RFC 7301), the best first; none: it
 *     is not spoken of
 * @param handshakeTimeout how long a handshake may take, from when the connection is open; more
 *     than 0
 * @param tasks where the long computations of handshakes run; see {@link Tasks}
 */
public record TlsOptions(
    Version versionMin,
    Version versionMax,
    List<String> applicationProtocols,
    Duration handshakeTimeout,
    Executor tasks) {

  /** TLS 1.2 or newer, no ALPN, 10 s for a handshake, {@link Tasks#shared}. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(
          Version.TLS_1_2, Version.TLS_1_3, List.of(), Duration.ofSeconds(10), Tasks.shared());

  /** The versions of TLS that are still sound (RFC 8996). */
  public enum Version {
    /** RFC 5246. */
    TLS_1_2,
    /** RFC 8446. */
    TLS_1_3;

    /** The name that the JDK has for it. */
    String protocol() {
      return this == TLS_1_3 ? "TLSv1.3" : "TLSv1.2";
    }
  }

  /** Checks the ranges. */
  public TlsOptions {
    if (!handshakeTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "handshakeTimeout must be more than 0, not " + handshakeTimeout);
    }
    if (versionMin.compareTo(versionMax) > 0) {
      throw new IllegalArgumentException(
          "versionMin must be versionMax or older, not " + versionMin + " above " + versionMax);
    }
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  /** Returns these options with another oldest version. */
  public TlsOptions withVersionMin(Version oldest) {
    return new TlsOptions(oldest, versionMax, applicationProtocols, handshakeTimeout, tasks);
  }

  /** Returns these options with another newest version. */
  public TlsOptions withVersionMax(Version newest) {
    return new TlsOptions(versionMin, newest, applicationProtocols, handshakeTimeout, tasks);
  }

  /** The names of the versions that are allowed, as the JDK has them. */
  String[] protocols() {
    return Stream.of(Version.values())
        .filter(one -> one.compareTo(versionMin) >= 0 && one.compareTo(versionMax) <= 0)
        .map(Version::protocol)
        .toArray(String[]::new);
  }

  /** Returns these options with other protocols of the application. */
  public TlsOptions withApplicationProtocols(List<String> protocols) {
    return new TlsOptions(versionMin, versionMax, protocols, handshakeTimeout, tasks);
  }

  /** Returns these options with another time for a handshake. */
  public TlsOptions withHandshakeTimeout(Duration timeout) {
    return new TlsOptions(versionMin, versionMax, applicationProtocols, timeout, tasks);
  }

  /** Returns these options with another place for the long computations. */
  public TlsOptions withTasks(Executor executor) {
    return new TlsOptions(versionMin, versionMax, applicationProtocols, handshakeTimeout, executor);
  }
}
