package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Checkout;
import io.echod.fixture.Crowd;
import io.echod.fixture.Loopback;
import io.echod.fixture.SystemView;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The memory that a server keeps once many clients have come and gone, as the launcher starts it:
 * the same on every machine, for the heap does not go by the size of that.
 */
@Timeout(300)
class ResidentIT {

  private static final long KIBIBYTES_MAX = 100 * 1024;

  private static final Pattern LISTENING = Pattern.compile("Listening on .*?(\\d+)\\n");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "--kernel=epoll, ''",
    "--kernel=nio, ''",
    "--kernel=nio, -Xms4g",
    "run examples/echo.scm, ''",
    "run examples/echo.scm, -Xms4g"
  })
  void aHundredMebibytesAreEnough(String words, String options) throws Exception {
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>(List.of("./echod"));
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(words.startsWith("run") ? List.of("0") : List.of("--port=0", "--bind=::"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Checkout.root().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("errors").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ECHOD_"));
    builder.environment().put("ECHOD_JAVA_OPTS", options);
    Process server = builder.start();
    try {
      Await.until(
          "the server to listen",
          () -> LISTENING.matcher(Files.readString(output)).find() || !server.isAlive());
      Matcher listening = LISTENING.matcher(Files.readString(output));
      assertThat(listening.find()).isTrue();
      storm(Loopback.ipv4(Integer.parseInt(listening.group(1))));
      // Memory of the compilers goes back within seconds, not at once.
      Await.until(
          () -> "less than 100 MiB; it is " + SystemView.residentKibibytes(server.pid()) + " KiB",
          () -> SystemView.residentKibibytes(server.pid()) < KIBIBYTES_MAX);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static void storm(InetSocketAddress address) throws Exception {
    Churn.run(address, 20_000);
    try (Crowd crowd = new Crowd(address)) {
      crowd.connect(2_000);
      for (int round = 0; round < 5; round++) {
        crowd.send("hello from");
        crowd.receive();
      }
    }
    Messages.run(address, 300_000);
  }
}
