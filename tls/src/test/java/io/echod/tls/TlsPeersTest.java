package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of ours, and clients that are not ours. */
@Timeout(60)
final class TlsPeersTest {

  private static final Identity LOCALHOST = Identity.selfSigned(List.of("localhost", "127.0.0.1"));

  private static ServerTls tls(TlsOptions options) {
    return new ServerTls(ServerTls.Credentials.of(LOCALHOST), options);
  }

  private static SSLSocket call(TlsServer server, Identity... shown) throws Exception {
    SSLContext context =
        Contexts.make(
            shown.length == 0 ? null : new IdentityKeyManager(List.of(shown)),
            (TrustManager) new BelievesAll());
    return (SSLSocket)
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port);
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return random;
  }

  private static void assertEchoes(SSLSocket socket, int bytes) throws IOException {
    byte[] sent = random(bytes);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> {
          try {
            socket.getOutputStream().write(sent);
          } catch (IOException failure) {
            throw new IllegalStateException(failure);
          }
        });
    assertThat(socket.getInputStream().readNBytes(bytes)).isEqualTo(sent);
    writing.join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatTheJdkSendsComesBack(String version) throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        SSLSocket socket = call(server)) {
      socket.setEnabledProtocols(new String[] {version});
      for (int bytes : new int[] {1, 65_535, 65_536, 65_537, 1_000_000}) {
        assertEchoes(socket, bytes);
      }
      assertThat(server.sessions.take().version()).isEqualTo(version);
    }
  }

  @Test
  void halfACloseOfTls13IsAnsweredByTheRest() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        SSLSocket socket = call(server)) {
      byte[] sent = random(50_000);
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
      assertThat(server.failures).isEmpty();
    }
  }

  @Test
  void aClientThatSaysGoodbyeInTls12IsNoFailure() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT))) {
      SSLSocket socket = call(server);
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertEchoes(socket, 1000);
      socket.close();
      try (SSLSocket next = call(server)) {
        assertEchoes(next, 1);
      }
      assertThat(server.failures).isEmpty();
    }
  }

  @Test
  void aSecondNegotiationIsRefused() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        SSLSocket socket = call(server)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertEchoes(socket, 1000);
      // The JDK may see the refusal now, or later.
      assertThatCode(socket::startHandshake)
          .satisfiesAnyOf(
              seen -> assertThat(seen).isNull(),
              seen -> assertThat(seen).isInstanceOf(IOException.class));
      assertThat(server.nextFailure()).hasMessageContaining("negotiate once more");
    }
  }

  /** In TLS 1.3, another handshake of the JDK's is a KeyUpdate (RFC 8446, section 4.6.3). */
  @Test
  void aFewKeyUpdatesAreFollowedAndAFloodOfThemIsCut() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        SSLSocket socket = call(server)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      assertEchoes(socket, 1000);
      for (int round = 0; round < 10; round++) {
        socket.startHandshake();
        assertEchoes(socket, 1000);
      }
      // So few that the socket takes them all, under any load of the server.
      for (int update = 0; update < 200; update++) {
        try {
          socket.startHandshake();
        } catch (IOException cut) {
          break;
        }
      }
      assertThat(server.nextFailure()).hasMessageContaining("record upon record without data");
    }
  }

  @Test
  void theLongComputationsOfAHandshakeAreNotTheDispatchers() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Executor noted =
        task ->
            TlsOptions.DEFAULT
                .tasks()
                .execute(() -> {
                  threads.add(Thread.currentThread());
                  task.run();
                });
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT.withTasks(noted)));
        SSLSocket socket = call(server)) {
      assertEchoes(socket, 1000);
      assertThat(threads).isNotEmpty().doesNotContain(server.thread);
    }
  }

  @Test
  void recordsOfOneByteComeBack() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        SSLSocket socket = call(server)) {
      for (byte each : random(500)) {
        socket.getOutputStream().write(each);
        assertThat((byte) socket.getInputStream().read()).isEqualTo(each);
      }
    }
  }

  /**
   * Bytes that the server still owes are given up, its own goodbye is not (RFC 5246, section
   * 7.2.1).
   */
  @Test
  void aGoodbyeInTls12IsAnsweredAlsoWhereBytesAreOwed() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        SocketChannel channel =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port))) {
      SSLEngine engine = Contexts.make(null, (TrustManager) new BelievesAll()).createSSLEngine();
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {"TLSv1.2"});
      EngineClient client = new EngineClient(engine, channel);
      client.handshake();
      client.sendAndEnd(random(5));
      client.receiveToEnd();
      assertThat(engine.isInboundDone()).as("a close_notify has come").isTrue();
    }
  }

  @Test
  void opensslIsServedToItsLastByte() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT))) {
      Process client =
          new ProcessBuilder(
                  "openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + server.port)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        byte[] sent = "all that openssl sends\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        client.getOutputStream().write(sent);
        client.getOutputStream().flush();
        assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      } finally {
        client.destroy();
      }
    }
  }

  @Test
  void anEndWithoutGoodbyeIsATruncation() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      SSLContext context = Contexts.make(null, new BelievesAll());
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 1, false);
      assertEchoes(socket, 10);
      plain.shutdownOutput();
      assertThat(server.nextFailure()).isInstanceOf(TruncatedException.class);
    }
  }

  @Test
  void plainTextEndsTheConnectionAtOnce() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(server.nextFailure()).hasMessage("what the peer sends is not TLS");
    }
  }

  @Test
  void aHandshakeThatDoesNotComeIsTooLate() throws Exception {
    TlsOptions options = TlsOptions.DEFAULT.withHandshakeTimeout(Duration.ofMillis(50));
    try (TlsServer server = new TlsServer(tls(options));
        Socket _ = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      assertThat(server.nextFailure())
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessage("the TLS handshake was not done within 50 ms");
    }
  }

  @Test
  void aHandshakeMayComeByteByByte() throws Exception {
    try (TlsServer server = new TlsServer(tls(TlsOptions.DEFAULT));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      socket.setTcpNoDelay(true);
      SSLEngine engine = Contexts.make(null, new BelievesAll()).createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(Buffers.BYTES);
      engine.wrap(ByteBuffer.allocate(0), hello);
      OutputStream output = socket.getOutputStream();
      for (int index = 0; index < hello.position(); index++) {
        output.write(hello.get(index));
      }
      InputStream input = socket.getInputStream();
      assertThat(input.read()).as("type of the server's first record").isEqualTo(22);
    }
  }

  @Test
  void theCertificateIsChosenByTheNameAskedFor() throws Exception {
    Identity other = Identity.selfSigned(List.of("*.example.org"));
    ServerTls tls = new ServerTls(ServerTls.Credentials.of(LOCALHOST, other), TlsOptions.DEFAULT);
    try (TlsServer server = new TlsServer(tls)) {
      assertThat(shownTo(server, Optional.of("a.example.org"))).isEqualTo(other.chain());
      assertThat(shownTo(server, Optional.of("a.b.example.org"))).isEqualTo(LOCALHOST.chain());
      assertThat(shownTo(server, Optional.empty())).isEqualTo(LOCALHOST.chain());
    }
  }

  private static List<?> shownTo(TlsServer server, Optional<String> name) throws Exception {
    try (SSLSocket socket = call(server)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(
          name.map(asked -> List.of(new SNIHostName(asked))).stream()
              .flatMap(List::stream)
              .map(one -> (javax.net.ssl.SNIServerName) one)
              .toList());
      socket.setSSLParameters(parameters);
      return List.of(socket.getSession().getPeerCertificates());
    }
  }

  @Test
  void otherCredentialsAreForThoseWhoComeAfterThem() throws Exception {
    ServerTls tls = tls(TlsOptions.DEFAULT);
    try (TlsServer server = new TlsServer(tls);
        SSLSocket before = call(server)) {
      assertEchoes(before, 10);
      Identity newer = Identity.selfSigned(List.of("localhost"));
      tls.replace(ServerTls.Credentials.of(newer));
      assertEchoes(before, 10);
      assertThat(shownTo(server, Optional.empty())).isEqualTo(newer.chain());
    }
  }

  @Test
  void aClientMustShowItselfWhereThatIsAskedFor() throws Exception {
    Identity known = Identity.selfSigned(List.of("client"));
    ServerTls tls =
        new ServerTls(
            new ServerTls.Credentials(List.of(LOCALHOST), known.chain()), TlsOptions.DEFAULT);
    try (TlsServer server = new TlsServer(tls)) {
      try (SSLSocket socket = call(server, known)) {
        assertEchoes(socket, 10);
        assertThat(server.sessions.take().peerCertificates()).isEqualTo(known.chain());
      }
      try (SSLSocket socket = call(server)) {
        assertThatThrownBy(() -> assertEchoes(socket, 10)).isInstanceOf(Throwable.class);
        assertThat(server.nextFailure()).isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void theProtocolOfTheApplicationIsAgreedOn() throws Exception {
    TlsOptions options = TlsOptions.DEFAULT.withApplicationProtocols(List.of("echo", "other"));
    try (TlsServer server = new TlsServer(tls(options));
        SSLSocket socket = call(server)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"other", "echo"});
      socket.setSSLParameters(parameters);
      assertEchoes(socket, 10);
      assertThat(server.sessions.take().protocol()).contains("echo");
    }
  }
}
