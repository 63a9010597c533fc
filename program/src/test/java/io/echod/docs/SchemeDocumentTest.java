package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.fixture.SchemeRun;
import io.echod.scheme.Session;
import io.echod.scheme.SessionOptions;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The reference for those who write scripts: it is complete, and every block does what it says. */
class SchemeDocumentTest {

  private static final String DOCUMENT = "docs/scheme.md";
  private static final String PORT = "10234";
  private static final Pattern SIGNATURE = Pattern.compile("(?m)^### `(\\(.*\\))`$");

  @TempDir private Path directory;

  @Test
  void everyProcedureHasASectionWithItsSignature() throws Exception {
    List<String> reported =
        SIGNATURE
            .matcher(Markdown.read(DOCUMENT).text())
            .results()
            .map(heading -> heading.group(1))
            .toList();
    assertThat(reported).containsExactlyInAnyOrderElementsOf(signatures());
  }

  private static List<String> signatures() throws Exception {
    SessionOptions options =
        new SessionOptions(new ByteArrayOutputStream(), line -> {}, List.of(), Map.of());
    try (Session session = new Session(NioKernel::new, options)) {
      return session.signatures();
    }
  }

  @Test
  void everyProcedureHasAnExample() throws Exception {
    for (String section : Markdown.read(DOCUMENT).text().split("(?m)^(?=#)", -1)) {
      if (SIGNATURE.matcher(section).lookingAt()) {
        assertThat(section).contains("```scheme\n");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyBlockDoesWhatItSays() throws Exception {
    return Markdown.read(DOCUMENT).blocks("scheme").stream()
        .filter(block -> !block.contains(PORT))
        .map(block -> DynamicTest.dynamicTest(block.lines().findFirst().get(), () -> check(block)));
  }

  private void check(String text) throws Exception {
    SchemeBlock block = SchemeBlock.of(text);
    SchemeRun run = SchemeRun.of(directory, block.script());
    assertMatches(run.output().lines().toList(), block.output());
    assertMatches(run.errors(), block.errors());
  }

  private static void assertMatches(List<String> actual, List<String> expected) {
    boolean same = actual.size() == expected.size();
    for (int index = 0; same && index < expected.size(); index++) {
      same = SchemeBlock.matches(expected.get(index), actual.get(index));
    }
    if (!same) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void theFirstServerEchoes() throws Exception {
    String block = Markdown.read(DOCUMENT).blocks("scheme").getFirst();
    int port = Loopback.freePort();
    SchemeRun run = SchemeRun.start(directory, block.replace(PORT, Integer.toString(port)));
    try (EchoClient client = connect(port, run)) {
      client.echo("whatever a client sends");
      client.echo(EchoClient.pattern(1, 1_000_000));
    } finally {
      run.stop();
    }
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private static EchoClient connect(int port, SchemeRun run) throws Exception {
    while (true) {
      try {
        return EchoClient.connect(Loopback.ipv4(port));
      } catch (ConnectException notYet) {
        assertThat(run.isDone()).as(() -> "ended: " + run.errors()).isFalse();
        Thread.onSpinWait();
      }
    }
  }
}
