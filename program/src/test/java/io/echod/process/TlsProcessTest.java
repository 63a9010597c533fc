package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Certificates;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Shell;
import io.echod.json.JsonReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS of the program, with clients that others wrote. */
@Timeout(300)
class TlsProcessTest {

  @TempDir private Path directory;

  private Certificates certificates;

  @BeforeEach
  void makeCertificate() throws Exception {
    certificates = new Certificates(directory);
    certificates.make("server", "localhost");
  }

  private EchodProcess serve(String parameters, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("serve"));
    words.add("--listen=tls://127.0.0.1:0?cert=server.pem&key=server.key" + parameters);
    words.addAll(List.of(options));
    Launch launch =
        Launch.DEFAULT.within("/bin/sh", "-c", "cd " + directory + " && exec \"$@\"", "sh");
    EchodProcess echod = EchodProcess.run(launch, words.toArray(String[]::new));
    try {
      echod.awaitListening(1);
      return echod;
    } catch (Throwable failure) {
      echod.close();
      throw failure;
    }
  }

  private Shell.Result shell(EchodProcess echod, String script) throws Exception {
    return Shell.run(directory, script.replace("PORT", "" + echod.address().getPort()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void opensslGetsAllBack(String version) throws Exception {
    // It ends once the server does, which is when all of it was received.
    try (EchodProcess echod = serve("&max-bytes=300000")) {
      Shell.Result result =
          shell(
              echod,
              """
              head -c 300000 /dev/urandom | base64 -w 0 | head -c 300000 > sent
              openssl s_client -quiet -verify_return_error -CAfile server.pem \
                -servername localhost -verify_hostname localhost VERSION \
                -connect 127.0.0.1:PORT < sent > received
              cmp sent received
              """
                  .replace("VERSION", version));
      assertThat(result.exitCode()).as(result.errors()).isZero();
    }
  }

  @Test
  void ncatGetsAllBack() throws Exception {
    Shell.assumeInstalled("ncat");
    try (EchodProcess echod = serve("&max-bytes=100000")) {
      Shell.Result result =
          shell(
              echod,
              """
              head -c 100000 /dev/urandom > sent
              ncat --ssl-verify --ssl-trustfile server.pem --ssl-servername localhost \
                localhost PORT < sent > received
              cmp sent received
              """);
      assertThat(result.exitCode()).as(result.errors()).isZero();
    }
  }

  @Test
  void curlGetsItsRequestBack() throws Exception {
    Shell.assumeInstalled("curl");
    try (EchodProcess echod = serve("&max-bytes=10")) {
      Shell.Result result =
          shell(
              echod,
              "curl --silent --http0.9 --noproxy '*' --cacert server.pem"
                  + " https://localhost:PORT/a-path");
      assertThat(result.errors()).isEmpty();
      assertThat(result.output()).isEqualTo("GET /a-pat");
    }
  }

  @Test
  void aClientMustShowACertificateOfTheAuthority() throws Exception {
    certificates.make("client", "client.test");
    try (EchodProcess echod = serve("&client-ca=client.pem&max-bytes=6", "-v")) {
      String openssl = "echo hello | openssl s_client -quiet -connect 127.0.0.1:PORT 2>log";
      assertThat(shell(echod, openssl + " -cert client.pem -key client.key").output())
          .isEqualTo("hello\n");
      assertThat(shell(echod, openssl + " -cert server.pem -key server.key || true").output())
          .isEmpty();
      assertThat(shell(echod, openssl + " || true").output()).isEmpty();
    }
  }

  /** The session's facts, and a subject that its owner has chosen. */
  @Test
  void whoAnswersWithTheSessionAndTheCertificate() throws Exception {
    certificates.make("client", "client.test");
    certificates.openssl(
        "req -x509 -key client.key -days 2 -out client.pem -subj '/CN=a\"b\\\\,/O=<c>' -utf8");
    try (EchodProcess echod =
        serve("&client-ca=client.pem&max-bytes=1", "--fault-commands", "--server-name=here")) {
      Shell.Result result =
          shell(
              echod,
              "printf '!who\\nx' | openssl s_client -quiet -connect 127.0.0.1:PORT 2>log"
                  + " -servername LOCALhost -cert client.pem -key client.key");
      Map<String, ?> who =
          JsonReader.readObject(result.output().lines().findFirst().orElse("nothing"))
              .orElseThrow();
      assertThat(who.get("server")).isEqualTo("here");
      assertThat(who.get("listener")).asString().startsWith("tls://127.0.0.1:");
      assertThat(who.get("tls")).isEqualTo("TLSv1.3");
      assertThat(who.get("sni")).isEqualTo("LOCALhost");
      assertThat(who.get("cipher")).asString().startsWith("TLS_");
      assertThat(who)
          .containsEntry("proxy", null)
          .hasEntrySatisfying(
              "client_certificate",
              certificate ->
                  assertThat(certificate)
                      .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                      .containsEntry("subject", "O=\\<c\\>,CN=a\\\"b\\\\\\,")
                      .containsKeys("issuer", "serial", "not_after", "sha256"));
    }
  }

  /** The JDK refuses such a name, and its message repeats it. */
  @Test
  void aNameWithALinesEndForgesNoLineOfTheLog() throws Exception {
    try (EchodProcess echod = serve("", "-v")) {
      shell(
          echod,
          "openssl s_client -connect 127.0.0.1:PORT </dev/null 2>log -servername \"$(printf"
              + " 'a\\n2026-01-01 forged \\033[31m\\342\\200\\256')\" || true");
      echod.awaitError(" lost after ");
      assertThat(echod.errors())
          .contains("name=a\\u000a2026-01-01 forged \\u001b[31m")
          .doesNotContain("\n2026-01-01 forged")
          .doesNotContain("\033");
    }
  }

  @Test
  void theFingerprintIsPrintedAndIsThatOfTheCertificate() throws Exception {
    try (EchodProcess echod =
        EchodProcess.run(
            Launch.DEFAULT, "serve", "--listen=tls://127.0.0.1:0", "--tls-self-signed")) {
      echod.awaitOutput("SHA-256 of the certificate of tls://127.0.0.1:");
      echod.awaitListening(1);
      Shell.Result result =
          shell(
              echod,
              "openssl s_client -connect 127.0.0.1:PORT </dev/null 2>log"
                  + " | openssl x509 -noout -fingerprint -sha256");
      String print = result.output().strip().replaceFirst(".*=", "");
      assertThat(print).hasSize(95);
      assertThat(echod.output()).contains(": " + print);
    }
  }

  @Test
  void plainTextAndAHandshakeThatStopsAreEndedSoon() throws Exception {
    try (EchodProcess echod = serve("", "-v")) {
      assertThat(shell(echod, "echo hello | ncat --no-shutdown 127.0.0.1 PORT || true").output())
          .doesNotContain("hello");
      echod.awaitError("what the peer sends is not TLS");
    }
    // Of one whose time is short even a peer that speaks may come too late.
    try (EchodProcess echod = serve("&handshake-timeout=100ms", "-v")) {
      Shell.Result silent = shell(echod, "ncat --recv-only 127.0.0.1 PORT || true");
      assertThat(silent.output()).isEmpty();
      echod.awaitError("the TLS handshake was not done within 100 ms");
    }
  }

  @Test
  void aCertificateThatIsNotValidYetIsWarnedOf() throws Exception {
    certificates.make("server", "localhost", "20900101000000Z", "20910101000000Z");
    try (EchodProcess echod = serve("")) {
      echod.awaitError(
          "clients will refuse the certificate in server.pem: it is valid from"
              + " 2090-01-01T00:00:00Z");
    }
  }

  @Test
  void mistakesAreReportedInOneLineWithExitCodeTwo() throws Exception {
    try (EchodProcess echod =
        EchodProcess.run(
            Launch.DEFAULT,
            "serve",
            "--listen=tcp://127.0.0.1:0",
            "--listen=tls://127.0.0.1:0",
            "--tls-cert=" + certificates.file("server.pem"),
            "--tls-key=" + certificates.file("none.key"))) {
      assertThat(echod.exitCode()).isEqualTo(2);
      assertThat(echod.output()).isEmpty();
      assertThat(echod.errors())
          .isEqualTo(
              "echod: --tls-key: "
                  + certificates.file("none.key")
                  + " does not exist; name a file in PEM\n");
    }
  }
}
