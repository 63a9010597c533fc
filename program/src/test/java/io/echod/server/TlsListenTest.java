package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.kernels.Kernels;
import io.echod.fixture.Certificates;
import io.echod.fixture.Loopback;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners of TLS: whom they show, and what is wrong with what they are given. */
@Timeout(300)
class TlsListenTest {

  @TempDir private Path directory;

  private Certificates certificates;

  @BeforeEach
  void makeCertificates() {
    certificates = new Certificates(directory);
  }

  /** With the names of files as they are in the directory. */
  private Settings settings(String urls, String... flags) {
    Settings settings = given(Settings.DEFAULT, ServerSettings.LISTEN, inDirectory(urls));
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      Setting<?> setting =
          ServerSettings.ALL.stream()
              .filter(one -> one.flag().equals(flag.substring(0, equals)))
              .findFirst()
              .orElseThrow();
      settings = given(settings, setting, inDirectory(flag.substring(equals + 1)));
    }
    return settings;
  }

  private static <T> Settings given(Settings settings, Setting<T> setting, String text) {
    return settings.add(Given.parse(setting, text), Origin.FLAG);
  }

  private String inDirectory(String text) {
    return text.replace("@", directory + "/");
  }

  private EchoServer start(String urls, String... flags) throws IOException {
    return EchoServer.start(ServerOptions.of(settings(urls, flags)), Kernels.named("nio"));
  }

  private static final class BelievesAll implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static SSLSocket call(InetSocketAddress address, String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new BelievesAll()}, null);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String fingerprint(Certificate certificate) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
  }

  private static String subject(SSLSocket socket) throws Exception {
    return socket.getSession().getPeerPrincipal().getName();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theCertificateMadeInMemoryIsThatOfTheFingerprint(int dispatchers) throws Exception {
    try (EchoServer server =
            start("tls://127.0.0.1:0?self-signed", "--dispatchers=" + dispatchers);
        SSLSocket client = call(Servers.address(server), "localhost")) {
      assertThat(server.urls()).singleElement().asString().startsWith("tls://127.0.0.1:");
      assertThat(server.fingerprints())
          .containsExactlyEntriesOf(
              java.util.Map.of(
                  server.urls().getFirst(),
                  fingerprint(client.getSession().getPeerCertificates()[0])));
      client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void theNameAskedForChoosesAmongSeveralPairs() throws Exception {
    certificates.make("a", "a.test");
    certificates.make("b", "b.test");
    try (EchoServer server =
        start("tls://127.0.0.1:0", "--tls-cert=@a.pem,@b.pem", "--tls-key=@a.key,@b.key")) {
      for (String name : List.of("a.test", "b.test")) {
        try (SSLSocket client = call(Servers.address(server), name)) {
          assertThat(subject(client)).isEqualTo("CN=" + name);
        }
      }
      try (SSLSocket client = call(Servers.address(server), "other.test")) {
        assertThat(subject(client)).isEqualTo("CN=a.test");
      }
    }
  }

  @Test
  void aListenersOwnCertificateGoesBeforeTheServers() throws Exception {
    certificates.make("a", "a.test");
    certificates.make("b", "b.test");
    String urls = "tls://127.0.0.1:0 tls://127.0.0.1:0?cert=@b.pem&key=@b.key tcp://127.0.0.1:0";
    try (EchoServer server = start(urls, "--tls-cert=@a.pem", "--tls-key=@a.key")) {
      List<InetSocketAddress> addresses =
          server.addresses().stream().map(InetSocketAddress.class::cast).toList();
      try (SSLSocket one = call(addresses.get(0), "x.test");
          SSLSocket other = call(addresses.get(1), "x.test")) {
        assertThat(subject(one)).isEqualTo("CN=a.test");
        assertThat(subject(other)).isEqualTo("CN=b.test");
      }
      assertThat(server.urls().getLast()).asString().startsWith("tcp://");
    }
  }

  @Test
  void aKeyMayBeInTheFileOfItsCertificate() throws Exception {
    certificates.make("a", "a.test");
    Files.writeString(
        certificates.file("both.pem"),
        Files.readString(certificates.file("a.pem"))
            + Files.readString(certificates.file("a.key")));
    Files.setPosixFilePermissions(
        certificates.file("both.pem"), PosixFilePermissions.fromString("rw-------"));
    try (EchoServer server = start("tls://127.0.0.1:0?cert=@both.pem");
        SSLSocket client = call(Servers.address(server), "a.test")) {
      assertThat(subject(client)).isEqualTo("CN=a.test");
    }
  }

  @Test
  void theGreetingNamesTheHandshakeAndComesWithoutAWordOfTheClient() throws Exception {
    try (EchoServer server =
            start("tls://127.0.0.1:0?self-signed&min=1.3", "--greeting={tls} for {sni}\\n");
        SSLSocket client = call(Servers.address(server), "localhost")) {
      client.startHandshake();
      String expected = "TLSv1.3 for localhost\n";
      assertThat(client.getInputStream().readNBytes(expected.length()))
          .asString()
          .isEqualTo(expected);
    }
  }

  @Test
  void anOlderVersionThanTheOldestIsRefused() throws Exception {
    try (EchoServer server = start("tls://127.0.0.1:0?self-signed&min=1.3");
        SSLSocket client = call(Servers.address(server), "localhost")) {
      client.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatExceptionOfType(IOException.class).isThrownBy(client::startHandshake);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls://:0 | there is no certificate; give --tls-cert and --tls-key, or --tls-self-signed",
        "tls://:0?cert=@none.pem | none.pem does not exist",
        "tls://:0?cert=@a.pem | a.pem holds no private key; a PEM file with BEGIN PRIVATE KEY is"
            + " expected; --tls-key names the file of its key",
        "tls://:0?cert=@a.pem&key=@b.key | b.key is not the key of the first certificate in",
        "tls://:0?cert=@a.pem&key=@open.key | others than its owner can read the key in",
        "tls://:0?cert=@a.pem&key=@sealed.key | sealed.key is encrypted",
        "tls://:0?cert=@a.key&key=@a.key | a.key holds no certificate",
        "tls://:0?cert=@old.pem&key=@old.key | old.pem has expired, on 2020-01-02",
        "tls://:0?cert=@mixed.pem&key=@a.key | certificate 2 in",
        "tls://:0?cert=@mixed.pem&key=@a.key | is of CN=b.test; write the issuer of the one before",
        "tls://:0?cert=@a.pem,@b.pem&key=@a.key | 2 certificates and 1 key are given; give one key"
            + " for each",
        "tls://:0?cert=@a.pem&key=@a.key&client-ca=@a.key | a.key holds no certificate",
        "tls://:0?cert=@a.pem&key=@a.key&self-signed | both say which certificate to show",
        "tls://:0?self-signed=2 | self-signed: '2' is not 0 or 1",
        "tls://:0?self-signed&handshake-timeout=0s | is not a time of more than 0",
        "tls://:0?self-signed&min=1.1 | is not a version of TLS",
        "tls://:0?sert=x | no listener of tls has a setting 'sert'; did you mean cert?",
        "tcp://:0?cert=@a.pem | no listener of tcp has a setting 'cert'",
      })
  void whatIsWrongIsNamedBeforeAnythingIsBound(String url, String why) throws Exception {
    certificates.make("a", "a.test");
    certificates.make("b", "b.test");
    certificates.makeExpired("old", "old.test");
    Files.copy(certificates.file("a.key"), certificates.file("open.key"));
    Files.setPosixFilePermissions(
        certificates.file("open.key"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(
        certificates.file("mixed.pem"),
        Files.readString(certificates.file("a.pem"))
            + Files.readString(certificates.file("b.pem")));
    certificates.openssl("pkcs8 -topk8 -passout pass:x -in a.key -out sealed.key");
    int port = Loopback.freePort();
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> start("tcp://127.0.0.1:" + port + " " + url).close())
        .withMessageContaining(why);
    try (ServerSocket again = new ServerSocket(port)) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aFlagOfTlsThatIsOffNeedsNoListenerOfTls() throws Exception {
    try (EchoServer server = start("tcp://127.0.0.1:0", "--tls-self-signed=false")) {
      assertThat(server.urls()).hasSize(1);
    }
  }

  @Test
  void aFlagOfTlsNeedsAListenerOfTls() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> start("tcp://127.0.0.1:0", "--tls-min=1.3"))
        .withMessage("--tls-min is given, and no listener has TLS; write --listen tls://HOST:PORT");
  }

  @Test
  void plainAndTlsCannotShareAPort() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> start("tcp://127.0.0.1:7 tls://127.0.0.1:7?self-signed"))
        .withMessageContaining("are one place");
  }

  @Test
  void aMistakeInAFileOfAFlagNamesTheFlag() throws Exception {
    certificates.make("a", "a.test");
    certificates.make("b", "b.test");
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> start("tls://127.0.0.1:0", "--tls-cert=@a.pem", "--tls-key=@b.key"))
        .withMessageStartingWith("--tls-key: ");
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> start("tls://127.0.0.1:0", "--tls-cert=@none.pem", "--tls-key=@b.key"))
        .withMessageStartingWith("--tls-cert: ");
  }
}
