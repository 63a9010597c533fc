package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/tls.md, which is the code here. */
@Timeout(60)
final class ExampleTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory;

  private Listener listen(Dispatcher dispatcher) throws IOException {
    var identity = Identity.read(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    var tls = new ServerTls(ServerTls.Credentials.of(identity), TlsOptions.DEFAULT);
    var options =
        ListenerOptions.DEFAULT.withConnections(ConnectionOptions.DEFAULT.withLayers(tls));
    var listener = Listener.listen(dispatcher, new InetSocketAddress("localhost", 0), options);
    return listener;
  }

  private Connection call(Dispatcher dispatcher, SocketAddress address) throws IOException {
    var trust =
        ClientTls.Trust.DEFAULT.withAuthorities(
            Identity.readCertificates(directory.resolve("ca.pem")));
    var tls = new ClientTls("localhost", trust, TlsOptions.DEFAULT);
    var options = ConnectionOptions.DEFAULT.withLayers(tls);
    var connection = Connection.connect(dispatcher, address, options);
    return connection;
  }

  @Test
  void theCodeOfTheDocumentTalksToItself() throws Exception {
    Identity made = Identity.selfSigned(List.of("localhost"));
    pem("cert.pem", "CERTIFICATE", made.chain().getFirst().getEncoded());
    pem("ca.pem", "CERTIFICATE", made.chain().getFirst().getEncoded());
    pem("key.pem", "PRIVATE KEY", made.key().getEncoded());
    ByteBuffer answer = ByteBuffer.allocate(5);
    try (Dispatcher dispatcher = new Dispatcher(new NioKernel())) {
      Listener listener = listen(dispatcher);
      listener.onConnection(accepted -> accepted.onIo(Reason.READ, (_, _) -> echo(accepted)));
      Connection client = call(dispatcher, listener.address());
      client.onIo(
          Reason.WRITE,
          (callback, _) -> {
            client.complete();
            client.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
            callback.cancel();
          });
      client.onIo(
          Reason.READ,
          (_, _) -> {
            client.read(answer);
            if (!answer.hasRemaining()) {
              dispatcher.stop();
            }
          });
      dispatcher.run();
    }
    assertThat(answer.array()).containsExactly(1, 2, 3, 4, 5);
  }

  private static void echo(Connection connection) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    connection.read(buffer);
    connection.write(buffer.flip());
  }

  private void pem(String name, String label, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    Path file = directory.resolve(name);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theDocumentHasTheCodeOfThisTest() throws IOException {
    String document = Files.readString(Path.of("../docs/tls.md"));
    String own = squeezed(Files.readString(Path.of("src/test/java/io/echod/tls/ExampleTest.java")));
    List<String> blocks =
        JAVA_BLOCK.matcher(document).results().map(found -> squeezed(found.group(1))).toList();
    assertThat(blocks).hasSize(2).allSatisfy(block -> assertThat(own).contains(block));
  }

  private static String squeezed(String code) {
    return code.replace("directory.resolve(", "Path.of(").replaceAll("\\s", "");
  }
}
