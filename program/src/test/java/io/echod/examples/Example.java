package io.echod.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Checkout;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One of the example servers, running. */
final class Example implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on ([0-9]+)\\n");

  private final EchodProcess process;
  private final InetSocketAddress address;

  private Example(EchodProcess process) {
    this.process = process;
    Await.until(() -> "the example to listen: " + process.errors(), () -> port().isPresent());
    address = Loopback.ipv4(port().orElseThrow());
  }

  /** Starts it on a port that the system picks, and waits until it listens. */
  static Example start(String name, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("run"));
    words.add(Checkout.root().resolve("examples").resolve(name).toString());
    words.add("0");
    words.addAll(List.of(arguments));
    EchodProcess process = EchodProcess.run(Launch.DEFAULT, words.toArray(String[]::new));
    try {
      return new Example(process);
    } catch (Throwable failure) {
      process.close();
      throw failure;
    }
  }

  private Optional<Integer> port() {
    return LISTENING
        .matcher(process.output())
        .results()
        .map((MatchResult line) -> Integer.valueOf(line.group(1)))
        .findFirst();
  }

  InetSocketAddress address() {
    return address;
  }

  EchoClient connect() throws IOException {
    return EchoClient.connect(address);
  }

  /** Sends a text as it is. */
  static void say(EchoClient client, String text) throws IOException {
    client.send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Receives this very text. */
  static void hear(EchoClient client, String text) throws IOException {
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(client.receive(expected.length), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  /** Receives up to the end of a line, which is left out. */
  static String line(EchoClient client) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      byte next = client.receive(1)[0];
      if (next == '\n') {
        return line.toString();
      }
      line.append((char) next);
    }
  }

  /** Receives the end and nothing before it. */
  static void hearTheEnd(EchoClient client) throws IOException {
    assertThat(client.receiveToEnd()).isEmpty();
  }

  /** Ends it as a user does, which it has to survive without a complaint. */
  @Override
  public void close() throws IOException {
    try (process) {
      process.signal("TERM");
      assertThat(process.exitCode()).isZero();
      assertThat(process.problems()).isEmpty();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
