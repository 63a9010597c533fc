package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Loopback;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the README, as typed, once the program is packaged. Only the port is another, so
 * that a server of the developer's own does not matter, and it listens on the loopback address.
 */
@Timeout(300)
class ReadmeIT {

  private static final String START = "./echod";
  private static final String TEST = "mvn verify";
  private static final String SIMULATE = "./echod simulate --seeds 200";
  private static final String PORT = "10234";

  @TempDir private Path directory;

  private final List<Process> servers = new ArrayList<>();

  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    List<String> commands = Markdown.read("README.md").blocks("sh");
    assertThat(commands).contains(START, SIMULATE, TEST).hasSizeGreaterThan(3);
    String port = Integer.toString(Loopback.freePort());
    for (String command : commands) {
      switch (command) {
        case START -> assertThat(start(port)).isEqualTo("Listening on tcp://127.0.0.1:" + port);
        case SIMULATE ->
            assertThat(run("cd '" + Markdown.checkout() + "' && " + command))
                .containsPattern("(?m)^200 seeds passed in ");
        // This test is part of what that command runs; so does CI.
        case TEST ->
            assertThat(Files.readString(Markdown.checkout().resolve(".ci/run")))
                .containsPattern("mvn .*verify");
        case String measuring when measuring.startsWith("./echod bench ") ->
            assertThat(run(measuring.replace(PORT, port).replace(START, echod())))
                .contains("every byte verified", "pass  half-close-returns-everything")
                .doesNotContain("fail  ");
        default -> assertThat(run(command.replace(PORT, port))).as(command).contains("the same");
      }
    }
  }

  /** The program, quoted for a shell. */
  private static String echod() {
    return "'" + Markdown.checkout().resolve("echod") + "'";
  }

  private String start(String port) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "exec " + START);
    builder.directory(Markdown.checkout().toFile());
    builder.environment().put("ECHOD_PORT", port);
    builder.environment().put("ECHOD_BIND", "127.0.0.1");
    builder.redirectError(directory.resolve("errors").toFile());
    Process server = builder.start();
    servers.add(server);
    BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    assertThat(line).as(() -> "the server ended: " + errors()).isNotNull();
    return line;
  }

  private String errors() {
    try {
      return Files.readString(directory.resolve("errors"));
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  private String run(String command) throws IOException, InterruptedException {
    File output = directory.resolve("output").toFile();
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    boolean ended = shell.waitFor(90, TimeUnit.SECONDS);
    if (!ended) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    String text = Files.readString(output.toPath());
    assertThat(ended).as(() -> command + " does not end: " + text).isTrue();
    assertThat(shell.exitValue()).as(() -> command + ": " + text).isZero();
    return text;
  }

  @AfterEach
  void theServerEndsPolitely() throws Exception {
    for (Process server : servers) {
      server.destroy();
      boolean ended = server.waitFor(30, TimeUnit.SECONDS);
      server.destroyForcibly();
      assertThat(ended).as("ends on SIGTERM").isTrue();
      assertThat(server.exitValue()).isZero();
    }
  }
}
