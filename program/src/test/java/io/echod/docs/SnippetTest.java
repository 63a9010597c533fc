package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in the documents. */
@Timeout(300)
class SnippetTest {

  private static final String PORT = "10234";

  @TempDir private Path directory;

  @Test
  void theServerOfTheReadmeEchoes() throws Exception {
    String snippet = Markdown.read("README.md").blocks("java").getFirst();
    int port = Loopback.freePort();
    Class<?> compiled =
        Snippets.compile(
            directory,
            "public static void serve() throws Exception {\n"
                + snippet.replace(PORT, Integer.toString(port))
                + "\n}");
    Method serve = compiled.getMethod("serve");
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread server =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                serve.invoke(null);
                end.complete(null);
              } catch (Throwable failure) {
                end.completeExceptionally(failure);
              }
            });

    try (Socket client = connect(port, end)) {
      byte[] sent = "whatever a client sends".getBytes(StandardCharsets.US_ASCII);
      client.getOutputStream().write(sent);
      client.shutdownOutput();
      InputStream input = client.getInputStream();

      assertThat(input.readAllBytes()).isEqualTo(sent);
    } finally {
      server.interrupt();
    }
    end.get(30, TimeUnit.SECONDS);
  }

  private static Socket connect(int port, CompletableFuture<Void> end) throws IOException {
    while (true) {
      try {
        return new Socket(InetAddress.getByName("localhost"), port);
      } catch (ConnectException notYet) {
        assertThat(end).as("the server").isNotDone();
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void everyBlockOfTheLibraryPageCompiles() throws Exception {
    List<String> blocks = Markdown.read("docs/library.md").blocks("java");
    StringBuilder members = new StringBuilder();
    for (int index = 0; index < blocks.size(); index++) {
      String block = blocks.get(index);
      if (block.startsWith("void ")) {
        members.append(block).append('\n');
      } else {
        String parameters =
            block.contains("var dispatcher") ? "" : "Dispatcher dispatcher, SocketAddress address";
        members
            .append("void block" + index + "(" + parameters + ") throws Exception {\n")
            .append(block)
            .append("\n}\n");
      }
    }

    assertThat(blocks).hasSizeGreaterThan(4);
    assertThat(Snippets.compile(directory, members.toString()).getDeclaredMethods()).isNotEmpty();
  }

  @Test
  void linksBetweenTheDocumentsLeadSomewhere() throws Exception {
    Path root = Markdown.checkout();
    for (String document :
        List.of(
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "docs/design.md",
            "docs/library.md",
            "docs/operating.md",
            "docs/performance.md",
            "docs/scheme.md",
            "docs/simulate.md",
            "docs/testing.md",
            "docs/tls.md")) {
      Path file = root.resolve(document);
      for (String link : Markdown.read(document).localLinks()) {
        assertThat(Files.exists(file.resolveSibling(link))).as(document + " -> " + link).isTrue();
      }
    }
  }
}
