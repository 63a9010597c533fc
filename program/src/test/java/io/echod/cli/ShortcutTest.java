package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.command.SettingOptions;
import io.echod.cli.script.Run;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class ShortcutTest {

  /** The defaults, too: one that is added without its default is found here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--port 7",
        "--port=0",
        "-p 65535",
        "--bind 127.0.0.1",
        "-b ::1,127.0.0.1",
        "--bind=[::]",
        "--dispatchers 3",
        "--buffer 1k",
        "--buffer=16m",
        "--drain-timeout 250ms",
        "--drain-timeout=0",
        "--kernel auto",
        "--kernel=nio",
        "--busy-poll off",
        "--busy-poll=50us",
        "--greeting hello",
        "--greeting=220-{server}\\n",
        "--server-name echo.example",
        "--bind localhost",
        "-v",
        "--verbose",
        "--port 0 --bind 127.0.0.1 --kernel epoll --dispatchers 1 --buffer 512 --drain-timeout 1m"
      })
  void whatItReadsPicocliReadsTheSame(String line) {
    List<String> words = words(line);
    assertReadTheSame(Map.of(), words);
    assertThat(find(words)).isPresent();
    assertThat(find(words("serve " + line))).isPresent();
  }

  /** Values, and where each comes from. */
  private static void assertReadTheSame(Map<String, String> variables, List<String> words) {
    Settings expected = Parsed.of(variables, words.toArray(String[]::new));
    Optional<Settings> read = Shortcut.serve(new Environment(variables), words);
    assertThat(read).contains(expected);
    assertThat(ServerSettings.ALL)
        .allSatisfy(setting ->
            assertThat(read.orElseThrow().origin(setting)).isEqualTo(expected.origin(setting)));
  }

  private static List<String> words(String line) {
    return line.isBlank() ? List.of() : List.of(line.strip().split(" +", -1));
  }

  private static Optional<Callable<Integer>> find(List<String> words) {
    return Shortcut.find(Map.of(), words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s.scm",
        "a/b.scm 1 two =3",
        "--kernel=nio s.scm run",
        "--busy-poll=off --kernel=epoll s.scm",
        "s.scm serve"
      })
  void soAreScripts(String line) {
    CommandLine command = Main.commandLine(Map.of());
    ParseResult parsed = command.parseArgs(words("run " + line).toArray(String[]::new));
    Run expected = Objects.requireNonNull(command.getSubcommands().get("run")).getCommand();
    expected.configure(SettingOptions.given(ServerSettings.WAITING, parsed.subcommand()));
    assertThat(Shortcut.run(new Environment(Map.of()), words(line)))
        .get()
        .usingRecursiveComparison()
        .ignoringFields("errors")
        .isEqualTo(expected);
    assertThat(find(words("run " + line))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-V",
        "-vv",
        "-v -v",
        "--verbose=2",
        "simulate",
        "repl",
        "--port",
        "--port=",
        "--port 65536",
        "--port -1",
        "--port x",
        "-p7",
        "--port 7 --port 8",
        "-p 7 --port 8",
        "--prt 7",
        "7",
        "--bind no..host",
        "--bind run",
        "--greeting config",
        "--greeting -v",
        "--greeting=",
        "--greeting {me}",
        "--bind @file",
        "--kernel kqueue",
        "--busy-poll never",
        "--port=7 run s.scm",
        "serve serve",
        "@file",
        "run",
        "run --check s.scm",
        "run --watch s.scm",
        "run --kernel nio s.scm",
        "run --kernel=kqueue s.scm",
        "run --busy-poll=never s.scm",
        "run --kernel=nio --kernel=nio s.scm",
        "run s.scm -v",
        "run s.scm @file",
        "run --help"
      })
  void theRestIsLeftToPicocli(String line) {
    assertThat(find(words(line))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ECHOD_PORT=7",
        "ECHOD_BIND=127.0.0.1, ::1",
        "ECHOD_DRAIN_TIMEOUT=250ms",
        "ECHOD_KERNEL=auto",
        "ECHOD_DISPATCHERS=",
        "ECHOD_PORT=tcp://192.0.2.7:10234",
        "ECHOD_BUFFER=1",
        "ECHOD_VERBOSE=1",
        "ECHOD_BIND=localhost",
        "ECHOD_BIND=tcp://127.0.0.1",
        "ECHOD_GREETING=hello {peer}"
      })
  void whatTheEnvironmentSaysItReadsTheSame(String assignment) {
    String[] parts = assignment.split("=", 2);
    Map<String, String> variables = Map.of(parts[0], parts[1]);
    List<String> words = words("--buffer 1k");
    assertReadTheSame(variables, words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ECHOD_PORT=x",
        "ECHOD_VERBOSE=3",
        "ECHOD_port=7",
        "ECHOD_BIND=no..host",
        "ECHOD_PROT=7"
      })
  void whatElseIsInTheEnvironmentIsLeftToPicocli(String assignment) {
    String[] parts = assignment.split("=", 2);
    assertThat(Shortcut.find(Map.of(parts[0], parts[1]))).isEmpty();
  }

  @Test
  void scriptsWithWrongVariablesAreLeftToPicocli() {
    assertThat(Shortcut.find(Map.of("ECHOD_KERNEL", "kqueue"), "run", "s.scm")).isEmpty();
  }

  @Test
  void theCommandsAreKnown() {
    assertThat(Shortcut.COMMANDS).isEqualTo(Main.commandLine(Map.of()).getSubcommands().keySet());
  }

  @Test
  void scriptsWithVariablesOfTheServersOrTheirOwnAreRead() {
    assertThat(Shortcut.find(Map.of("ECHOD_PORT", "abc", "ECHOD_X", "1"), "run", "s.scm"))
        .isPresent();
  }

  @Test
  void otherVariablesAreNoneOfItsBusiness() {
    assertThat(Shortcut.find(Map.of("ECHOD_JAVA_OPTS", "-Xmx64m", "PATH", "/bin"))).isPresent();
    assertThat(Shortcut.find(Map.of("ECHOD_SERVICE_HOST", "192.0.2.7"))).isPresent();
  }
}
