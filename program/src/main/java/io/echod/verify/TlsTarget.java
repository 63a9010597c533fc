package io.echod.verify;

import io.echod.net.ConnectionOptions;
import io.echod.tls.ClientTls;
import io.echod.tls.TlsOptions;

/**
 * How a client of TLS sees the server.
 *
 * @param host the name that the certificate is to have
 * @param trust which certificates are accepted
 * @param options of each handshake
 */
public record TlsTarget(String host, ClientTls.Trust trust, TlsOptions options) {

  /** Connections of exactly one version of TLS. */
  ConnectionOptions only(TlsOptions.Version version, ConnectionOptions plain) {
    TlsOptions one =
        version == TlsOptions.Version.TLS_1_2
            ? options.withVersionMin(version).withVersionMax(version)
            : options.withVersionMin(version);
    return plain.withLayers(new ClientTls(host, trust, one));
  }
}
