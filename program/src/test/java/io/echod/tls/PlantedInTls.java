package io.echod.tls;

import io.echod.dispatcher.Callback;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import tlschannel.TlsChannel;

/** Planted bugs in place of TLS. */
final class PlantedInTls {

  private static final int RECORD_TYPE_MAX = 23;

  private PlantedInTls() {}

  /** A timeout goes on. */
  static boolean cancel(Callback timeout) {
    return true;
  }

  /** Every handshake has for ever. */
  static Duration handshakeTimeout(TlsOptions options) {
    return Duration.ofDays(365);
  }

  /** Every end is taken for one behind a close_notify. */
  static boolean shutdownReceived(TlsChannel channel) {
    return true;
  }

  /** Bytes that are no record come back. */
  static int read(Layer below, ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    int count = below.read(buffer);
    if (count > 0 && start == 0 && buffer.get(0) > RECORD_TYPE_MAX) {
      below.write(buffer.duplicate().flip());
    }
    return count;
  }

  /** All seems to be written. */
  static boolean unwritten(TlsLayer layer) {
    return false;
  }

  /** Bytes that were decrypted ahead are lost. */
  static ByteBuffer flip(ByteBuffer decrypted) {
    return decrypted.limit(0);
  }

  /** Handshakes may begin anew. */
  static void refuseHandshakes(Records records) {}

  /** No host's name is found. */
  static boolean isEmpty(List<?> named) {
    return true;
  }

  /** Every version is allowed. */
  static String[] protocols(TlsOptions options) {
    return new String[] {"TLSv1.3", "TLSv1.2"};
  }

  /** No peer hears of it. */
  static void changed(Layer.Context context) {}

  /** Every client's certificate is believed. */
  static TrustManager trusting(List<X509Certificate> authorities) {
    return new BelievesAll();
  }

  /** A client may do without a certificate. */
  static void setNeedClientAuth(SSLParameters parameters, boolean isNeeded) {
    parameters.setWantClientAuth(isNeeded);
  }

  /** ALPN is not spoken of. */
  static void setApplicationProtocols(SSLParameters parameters, String... protocols) {}

  /** The worst comes first. */
  static List<String> applicationProtocols(TlsOptions options) {
    return options.applicationProtocols().reversed();
  }

  /** ALPN is answered by a protocol that the client has not. */
  static void setSSLParameters(SSLEngine engine, SSLParameters parameters) {
    engine.setHandshakeApplicationProtocolSelector((_, _) -> "other");
    engine.setSSLParameters(parameters);
  }

  /** Nothing is found under TLS. */
  static Optional<Layer> of(Object below) {
    return Optional.empty();
  }

  /** The name is known where the engine knows it, and no sooner. */
  static Optional<String> or(Optional<String> name, Supplier<Optional<String>> sooner) {
    return name;
  }
}
