package io.echod.tls;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * How connections speak TLS.
 *
 * @param versionMin the oldest version to accept
 * @param applicationProtocols the protocols to offer by ALPN (RFC 7301), the best first; none: it
 *     is not spoken of
 * @param handshakeTimeout how long a handshake may take, from when the connection is open; more
 *     than 0
 * @param tasks where the long computations of handshakes run; see {@link Tasks}
 */
public record TlsOptions(
    Version versionMin,
    List<String> applicationProtocols,
    Duration handshakeTimeout,
    Executor tasks) {

  /** TLS 1.2 or newer, no ALPN, 10 s for a handshake, {@link Tasks#shared}. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(Version.TLS_1_2, List.of(), Duration.ofSeconds(10), Tasks.shared());

  /** The versions of TLS that are still sound (RFC 8996). */
  public enum Version {
    /** RFC 5246. */
    TLS_1_2,
    /** RFC 8446. */
    TLS_1_3;

    /** The names of this and all newer versions, as the JDK has them. */
    String[] andNewer() {
      return this == TLS_1_3 ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.2", "TLSv1.3"};
    }
  }

  /** Checks the ranges. */
  public TlsOptions {
    if (!handshakeTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "handshakeTimeout must be more than 0, not " + handshakeTimeout);
    }
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  /** The same with another oldest version. */
  public TlsOptions withVersionMin(Version oldest) {
    return new TlsOptions(oldest, applicationProtocols, handshakeTimeout, tasks);
  }

  /** The same with other protocols of the application. */
  public TlsOptions withApplicationProtocols(List<String> protocols) {
    return new TlsOptions(versionMin, protocols, handshakeTimeout, tasks);
  }

  /** The same with another time for a handshake. */
  public TlsOptions withHandshakeTimeout(Duration timeout) {
    return new TlsOptions(versionMin, applicationProtocols, timeout, tasks);
  }

  /** The same with another place for the long computations. */
  public TlsOptions withTasks(Executor executor) {
    return new TlsOptions(versionMin, applicationProtocols, handshakeTimeout, executor);
  }
}
