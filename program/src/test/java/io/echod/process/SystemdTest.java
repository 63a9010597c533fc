package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages to systemd, with socat in its place. */
@Timeout(300)
class SystemdTest {

  @TempDir private Path directory;

  private Path reported() {
    return directory.resolve("notified");
  }

  private void awaitReported(String text) {
    Await.until(() -> text + " in " + read(), () -> read().contains(text));
  }

  private String read() {
    try {
      return Files.exists(reported()) ? Files.readString(reported()) : "";
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private Process listen(String kind, String name) throws IOException {
    Shell.assumeInstalled("socat");
    Process systemd =
        new ProcessBuilder("socat", "-u", kind + ":" + name, "OPEN:" + reported() + ",creat,append")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Await.until(
        "socat to listen", () -> Files.readString(Path.of("/proc/net/unix")).contains(name));
    return systemd;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsReadyReloadsLivesAndStops(boolean isAbstract) throws Exception {
    String name = isAbstract ? directory.toString().substring(1) : directory + "/notify";
    Process systemd = listen(isAbstract ? "ABSTRACT-RECV" : "UNIX-RECV", name);
    try {
      Launch launch =
          Launch.DEFAULT.withEnvironment(
              Map.of("NOTIFY_SOCKET", (isAbstract ? "@" : "") + name, "WATCHDOG_USEC", "20000"));
      try (EchodProcess echod = EchodProcess.serve(launch)) {
        awaitReported("READY=1");
        awaitReported("WATCHDOG=1WATCHDOG=1");
        echod.signal("HUP");
        awaitReported("RELOADING=1\nMONOTONIC_USEC=");
        Await.until(
            () -> "READY behind RELOADING in " + read(),
            () -> read().replaceFirst("(?s).*RELOADING=1", "").contains("READY=1"));
        echod.signal("TERM");
        assertThat(echod.exitCode()).isZero();
        awaitReported("STOPPING=1");
        assertThat(echod.problems()).isEmpty();
      }
    } finally {
      systemd.destroyForcibly().waitFor();
    }
  }

  /** An address of Unix has 108 bytes (unix(7)), of which a name takes the first for itself. */
  @Test
  void theLongestNameIsAnAddress() throws Exception {
    String name = "n".repeat(107 - 20) + "%020d".formatted(ProcessHandle.current().pid());
    Process systemd = listen("ABSTRACT-RECV", name);
    try {
      Launch launch = Launch.DEFAULT.withEnvironment(Map.of("NOTIFY_SOCKET", "@" + name));
      try (EchodProcess echod = EchodProcess.serve(launch)) {
        awaitReported("READY=1");
        assertThat(echod.problems()).isEmpty();
      }
    } finally {
      systemd.destroyForcibly().waitFor();
    }
  }

  /** With an interval of the watchdog they would be a flood. */
  @Test
  void aReportThatNobodyTakesIsLoggedOnce() throws Exception {
    Launch launch =
        Launch.DEFAULT.withEnvironment(
            Map.of("NOTIFY_SOCKET", directory + "/nobody", "WATCHDOG_USEC", "1000"));
    try (EchodProcess echod = EchodProcess.serve(launch)) {
      echod.awaitError("systemd does not take 'WATCHDOG=1'");
      echod.signal("HUP");
      echod.awaitError("were read again");
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      for (String report : new String[] {"READY=1", "RELOADING=1", "WATCHDOG=1", "STOPPING=1"}) {
        assertThat(echod.errors()).containsOnlyOnce("systemd does not take '" + report + "'");
      }
    }
  }

  @Test
  void anAddressThatIsNoneIsReportedAndChangesNothing() throws Exception {
    Launch launch = Launch.DEFAULT.withEnvironment(Map.of("NOTIFY_SOCKET", "nonsense"));
    try (EchodProcess echod = EchodProcess.serve(launch)) {
      Await.until(
          () -> "a warning in " + echod.errors(),
          () -> echod.errors().contains("can't notify systemd: $NOTIFY_SOCKET"));
    }
  }

  /** Its queue is full: a send that waits for room would keep the server from ending. */
  @Test
  void aReceiverThatReadsNothingKeepsTheServerFromNothing() throws Exception {
    String name = directory + "/notify";
    Process systemd = listen("UNIX-RECV", name);
    try {
      Shell.run(directory, "kill -STOP " + systemd.pid());
      Launch launch =
          Launch.DEFAULT.withEnvironment(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "2000"));
      try (EchodProcess echod = EchodProcess.serve(launch)) {
        Await.until(
            () -> "a warning in " + echod.errors(),
            () -> echod.errors().contains("systemd does not take 'WATCHDOG=1'"));
        echod.signal("TERM");
        assertThat(echod.exitCode()).isZero();
      }
    } finally {
      systemd.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "-1", "99999999999999999999"})
  void anIntervalOfTheWatchdogThatIsNoneIsReported(String micros) throws Exception {
    Launch launch =
        Launch.DEFAULT.withEnvironment(
            Map.of("NOTIFY_SOCKET", "/nonexistent/socket", "WATCHDOG_USEC", micros));
    try (EchodProcess echod = EchodProcess.serve(launch)) {
      Await.until(
          () -> "a warning in " + echod.errors(),
          () -> echod.errors().contains("$WATCHDOG_USEC is no number of microseconds"));
    }
  }

  @Test
  void theLongestIntervalOfTheWatchdogIsOne() throws Exception {
    Launch launch =
        Launch.DEFAULT.withEnvironment(
            Map.of("NOTIFY_SOCKET", "/nonexistent/socket", "WATCHDOG_USEC", "9999999999999999"));
    try (EchodProcess echod = EchodProcess.serve(launch)) {
      Await.until(
          () -> "a sign of life in " + echod.errors(),
          () -> echod.errors().contains("systemd does not take 'WATCHDOG=1'"));
    }
  }

  @Test
  void aReloadWhileItStopsIsNotReported() throws Exception {
    String name = directory + "/notify";
    Process systemd = listen("UNIX-RECV", name);
    try {
      Launch launch = Launch.DEFAULT.withEnvironment(Map.of("NOTIFY_SOCKET", name));
      try (EchodProcess echod = EchodProcess.serve(launch, "--drain-delay=1m")) {
        awaitReported("READY=1");
        echod.signal("TERM");
        awaitReported("STOPPING=1");
        echod.signal("HUP");
        Await.until(
            () -> "a reload in " + echod.errors(),
            () -> echod.errors().contains("were read again"));
        echod.signal("TERM");
        echod.exitCode();
        assertThat(read()).doesNotContain("RELOADING").endsWith("STOPPING=1");
      }
    } finally {
      systemd.destroyForcibly().waitFor();
    }
  }
}
