package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server offers, by clients that know one suite alone, or two. */
@Timeout(60)
final class CipherSuitesTest {

  /** Of an elliptic curve. */
  private static final Identity IDENTITY = Identity.selfSigned(List.of("localhost"));

  private final SSLContext context = Contexts.make(null, new BelievesAll());

  private String chosen(String version, String... suites) throws IOException {
    ServerTls tls = new ServerTls(ServerTls.Credentials.of(IDENTITY), TlsOptions.DEFAULT);
    try (TlsServer server = new TlsServer(tls);
        SSLSocket socket =
            (SSLSocket)
                context
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), server.port)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setEnabledCipherSuites(suites);
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256",
    "TLSv1.3, TLS_AES_256_GCM_SHA384",
    "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
  })
  void suitesWithForwardSecrecyAndAuthenticatedEncryptionAreOffered(String version, String suite)
      throws IOException {
    assertThat(chosen(version, suite)).isEqualTo(suite);
  }

  @Test
  void theServerPrefersTheOneThatTakesTheLeast() throws IOException {
    assertThat(chosen("TLSv1.3", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"))
        .isEqualTo("TLS_AES_128_GCM_SHA256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
  void othersAreRefused(String suite) {
    assertThatIOException()
        .isThrownBy(() -> chosen("TLSv1.2", suite))
        .withMessageContaining("handshake_failure");
  }
}
