package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that come back, and a server that has not forgotten them. */
@Timeout(60)
final class ResumptionTest {

  private static final String KNOWN = "known";

  private static final Identity ONE = Identity.selfSigned(List.of("one.example"));
  private static final Identity TWO = Identity.selfSigned(List.of("two.example"));

  private final SSLContext context = Contexts.make(null, new BelievesAll());

  /** Whether a client's session is one that it had before. */
  private boolean resumes(TlsServer server, String version, String host) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setServerNames(List.of(new SNIHostName(host)));
      socket.setSSLParameters(parameters);
      SSLSession session = socket.getSession();
      boolean isKnown = session.getValue(KNOWN) != null;
      session.putValue(KNOWN, KNOWN);
      // In TLS 1.3 the ticket comes in front of what comes back.
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      return isKnown;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, one.example",
    "TLSv1.2, two.example",
    "TLSv1.3, one.example",
    "TLSv1.3, two.example"
  })
  void aSessionIsResumedWhicheverCertificateItHasShown(String version, String host)
      throws Exception {
    ServerTls tls = new ServerTls(ServerTls.Credentials.of(ONE, TWO), TlsOptions.DEFAULT);
    try (TlsServer server = new TlsServer(tls)) {
      assertThat(resumes(server, version, host)).isFalse();
      assertThat(resumes(server, version, host)).isTrue();
    }
  }

  @Test
  void noSessionIsResumedBehindAReplacement() throws Exception {
    ServerTls tls = new ServerTls(ServerTls.Credentials.of(ONE), TlsOptions.DEFAULT);
    try (TlsServer server = new TlsServer(tls)) {
      assertThat(resumes(server, "TLSv1.3", "one.example")).isFalse();
      tls.replace(ServerTls.Credentials.of(ONE));
      assertThat(resumes(server, "TLSv1.3", "one.example")).isFalse();
    }
  }
}
