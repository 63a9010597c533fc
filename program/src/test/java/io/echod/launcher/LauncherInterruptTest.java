package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Shell;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals for a launcher that builds, and launchers that wait for one. */
class LauncherInterruptTest {

  private static final int DEADLINE_SECONDS = 60;
  private static final int SIGNALLED = 128;

  /** Works until it is ended, as does one that it has started; both say who they are. */
  private static final String ENDLESS =
      """
      sh -c 'echo $$ >"$0/child"; exec sleep 60' 'ROOT' &
      echo $$ >'ROOT/maven.pid'
      exec sleep 60
      """;

  /** Works until the test lets it end. */
  private static final String PATIENT =
      """
      echo $$ >'ROOT/maven.pid'
      until [ -f 'ROOT/go' ]; do sleep 0.01; done
      echo built >>'ROOT/builds'
      : >'JAR'
      """;

  @TempDir Path root;

  private FakeCheckout checkout;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void copyWithNothingBuilt() throws Exception {
    checkout = new FakeCheckout(root);
    Files.delete(checkout.jar());
  }

  private void maven(String script) throws Exception {
    checkout.buildsBy(
        script.replace("ROOT", root.toString()).replace("JAR", checkout.jar().toString()));
  }

  private Process start(String name) throws Exception {
    // A shell has it ignored in what it starts in the background, and those who inherit that can't
    // change it.
    Process launcher =
        checkout
            .command("env", "--default-signal=INT,TERM,HUP", checkout.launcher().toString())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(root.resolve(name + ".out").toFile())
            .redirectError(root.resolve(name + ".err").toFile())
            .start();
    started.add(launcher);
    return launcher;
  }

  private String errors(String name) throws Exception {
    return Files.readString(root.resolve(name + ".err"));
  }

  private ProcessHandle awaitProcess(String file) {
    Path reported = root.resolve(file);
    Await.until(
        reported + " to be written", () -> Files.exists(reported) && Files.size(reported) > 0);
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(reported).strip())).orElseThrow();
    } catch (java.io.IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static int exitCode(Process process) throws Exception {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  private static void signal(Process process, String name) throws Exception {
    Shell.run(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())));
  }

  @ParameterizedTest
  @CsvSource({"TERM, 15", "INT, 2", "HUP, 1"})
  void aSignalEndsTheBuildAndWhatItHasStartedAndThenTheLauncher(String name, int number)
      throws Exception {
    maven(ENDLESS);
    Process launcher = start("first");
    ProcessHandle maven = awaitProcess("maven.pid");
    ProcessHandle child = awaitProcess("child");
    signal(launcher, name);
    assertThat(exitCode(launcher)).isEqualTo(SIGNALLED + number);
    assertThat(maven.isAlive()).isFalse();
    Await.until("the build's child to end", () -> !child.isAlive());
    assertThat(errors("first")).isEqualTo("Building echod ...\n");
  }

  @Test
  void aSecondSignalKillsABuildThatIgnoresTheFirst() throws Exception {
    maven("trap '' TERM\n" + ENDLESS);
    Process launcher = start("first");
    ProcessHandle maven = awaitProcess("maven.pid");
    awaitProcess("child");
    signal(launcher, "TERM");
    // Which of the two it meets first is all the same.
    Await.until(
        "the launcher to end",
        () -> {
          signal(launcher, "TERM");
          return !launcher.isAlive();
        });
    assertThat(exitCode(launcher)).isEqualTo(SIGNALLED + 15);
    assertThat(maven.isAlive()).isFalse();
  }

  @Test
  void theNextStartBuilds() throws Exception {
    maven(ENDLESS);
    Process launcher = start("first");
    awaitProcess("maven.pid");
    ProcessHandle child = awaitProcess("child");
    signal(launcher, "TERM");
    exitCode(launcher);
    // The lock ends with the last process of the build, which the launcher does not wait for.
    Await.until("the build's child to end", () -> !child.isAlive());
    checkout.buildsBy(": >'" + checkout.jar() + "'\n");
    assertThat(exitCode(start("second"))).isZero();
    assertThat(errors("second")).isEqualTo("Building echod ...\n");
    assertThat(exitCode(start("third"))).isZero();
    assertThat(errors("third")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWaitsForTheBuildOfAnotherSaysSoAtOnceAndBuildsNothing(boolean flock) throws Exception {
    maven(PATIENT);
    if (!flock) {
      checkout.without("flock");
    }
    Process first = start("first");
    awaitProcess("maven.pid");
    Process second = start("second");
    Await.until("the second to say something", () -> errors("second").endsWith("\n"));
    assertThat(errors("second"))
        .startsWith("Waiting for the build of another start, process " + first.pid());
    Files.createFile(root.resolve("go"));
    assertThat(exitCode(first)).isZero();
    assertThat(exitCode(second)).isZero();
    assertThat(errors("second").lines()).hasSize(1);
    assertThat(root.resolve("builds")).hasContent("built");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWaitingLauncherCanBeEndedAndHarmsNoOther(boolean flock) throws Exception {
    maven(PATIENT);
    if (!flock) {
      checkout.without("flock");
    }
    Process first = start("first");
    awaitProcess("maven.pid");
    Process second = start("second");
    Await.until("the second to say something", () -> errors("second").endsWith("\n"));
    signal(second, "TERM");
    assertThat(exitCode(second)).isEqualTo(SIGNALLED + 15);
    Files.createFile(root.resolve("go"));
    assertThat(exitCode(first)).isZero();
    assertThat(exitCode(start("third"))).isZero();
    assertThat(errors("third")).isEmpty();
  }

  @Test
  void aBuildThatOutlivesItsLauncherIsWaitedFor() throws Exception {
    maven(PATIENT);
    Process first = start("first");
    awaitProcess("maven.pid");
    first.destroyForcibly().waitFor();
    Process second = start("second");
    Await.until("the second to say something", () -> errors("second").endsWith("\n"));
    assertThat(errors("second")).startsWith("Waiting for the build of another start");
    Files.createFile(root.resolve("go"));
    assertThat(exitCode(second)).isZero();
  }

  @AfterEach
  void endAll() throws Exception {
    Files.deleteIfExists(root.resolve("go"));
    Files.createFile(root.resolve("go"));
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    for (String file : List.of("maven.pid", "child")) {
      if (Files.exists(root.resolve(file))) {
        awaitEnd(file);
      }
    }
  }

  private void awaitEnd(String file) throws Exception {
    long pid = Long.parseLong(Files.readString(root.resolve(file)).strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
