package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.server.setting.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadUsageTest {

  private static final String HINT = "Try 'echod --help'.\n";

  @ParameterizedTest
  @CsvSource({
    "--max-connections, 0, is not a whole number from 1 to 999999999",
    "--connect-rate, 100, is not a rate; write how many in a second",
    "--idle-timeout, 5, has no unit"
  })
  void whereNoneMayBeGivenTheMessageSaysSo(String flag, String value, String problem) {
    CommandLineRun run = CommandLineRun.of("serve", flag, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().lines().findFirst().orElseThrow())
        .startsWith("echod: " + flag + ": '" + value + "' " + problem)
        .endsWith(", or none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "65536", "99999999999999999999", "abc", "80x", "1.5", "+80", "٣", ""})
  void aBadPort(String port) {
    assertBad("--port: '" + port + "' is not a whole number from 0 to 65535", "--port", port);
    assertBad("--port: '" + port + "' is not a whole number from 0 to 65535", "-p", port);
    assertBad("--port: '" + port + "' is not a whole number from 0 to 65535", "--port=" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "1025", "many", "9999999999", "2.0"})
  void aBadNumberOfDispatchers(String count) {
    assertBad(
        "--dispatchers: '" + count + "' is not a whole number from 1 to 1024",
        "--dispatchers",
        count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0k", "16777217", "17m", "1g", "999999999g", "9999999999", "17179869185g"})
  void aBufferOutOfRange(String size) {
    assertBad("--buffer: '" + size + "' is not a size from 1 byte to 16m", "--buffer", size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "64 k", "64x", "k", "1.5k"})
  void aBufferThatIsNoSize(String size) {
    assertBad(
        "--buffer: '" + size + "' is not a size; write bytes or a unit, such as 512, 64k or 1m",
        "--buffer",
        size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-5s", "soon", "5 s", "1e9", "NaN", "infinity", "1d"})
  void aTimeThatIsNone(String time) {
    assertBad(
        "--drain-timeout: '"
            + time
            + "' is not a time; write a number and a unit, such as 50ms, 2.5s or 1m",
        "--drain-timeout",
        time);
  }

  @Test
  void aGreetingWithWhatCantBeFilledIn() {
    assertBad(
        "--greeting: {me} can't be filled in; there are {server}, {peer}, {local}, {connection},"
            + " {tls}, {sni}, {proxy}, {time}",
        "--greeting",
        "{peer} {me}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aServerWithoutAName(String name) {
    assertBad("--server-name: '" + name + "' is blank; write a text", "--server-name", name);
  }

  @Test
  void anUnknownHost() {
    // Two dots in a row: nothing that anybody would have to be asked about.
    assertBad(
        "--bind: no address is known for 'no..host'; write one, or a name that has one",
        "--bind",
        "127.0.0.1,no..host");
  }

  /** An empty name must not become the loopback address, nor an empty list every address. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "127.0.0.1,", ",127.0.0.1", "127.0.0.1,,::1"})
  void anEmptyHost(String hosts) {
    assertBad(
        "--bind: '" + hosts + "' lacks an address; write one, such as 127.0.0.1, or several: A,B",
        "--bind",
        hosts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:7", "localhost:7", "7", "unix:/e.sock?mode=0600", ""})
  void thereIsNoPromptOverTheNetwork(String url) {
    CommandLineRun run = CommandLineRun.of("repl", "--listen", url);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "echod: --listen: '"
                + url
                + "' is not unix:PATH, and there is no prompt over the network\n"
                + "Try 'echod repl --help'.\n");
  }

  @Test
  void aSocketsPathThatIsTooLong() {
    CommandLineRun run = CommandLineRun.of("repl", "--listen=unix:/" + "x".repeat(103));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .contains("' can't be used: a socket's path has 1 to 103 bytes, this one has 104\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--prot, unknown option '--prot'; did you mean '--port'?",
    "-x, unknown option '-x'",
    "srve, unknown command 'srve'; did you mean 'serve'?",
    "--dispatcher=1, unknown option '--dispatcher=1'; did you mean '--dispatchers'?"
  })
  void anUnknownWord(String word, String message) {
    assertBad(message, word);
  }

  @Test
  void anOptionWithoutItsValue() {
    assertBad("--drain-timeout needs a value: TIME", "--drain-timeout");
    assertBad("--port needs a value: PORT", "-p");
  }

  @Test
  void anOptionGivenTwice() {
    assertBad("--port is given more than once", "-p", "1", "--port", "2");
  }

  @Test
  void anOptionBeforeTheCommandWouldBeLost() {
    assertBad(
        "--port must come after the command: echod serve ...",
        "--port",
        "8007",
        "serve",
        "--bind=127.0.0.1");
  }

  @Test
  void theCommandNamesItsOwnHelp() {
    CommandLineRun run = CommandLineRun.of("serve", "--port", "x");
    assertThat(run.errors())
        .isEqualTo(
            """
            echod: --port: 'x' is not a whole number from 0 to 65535
            Try 'echod serve --help'.
            """);
    assertThat(CommandLineRun.of("serve", "there").errors())
        .startsWith("echod: unexpected argument 'there'\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulate --seeds 1 --seed 1", "help", "run --check no.scm"})
  void theVariablesOfServeConcernNoOtherCommand(String line) {
    Map<String, String> variables = Map.of("ECHOD_PORT", "abc", "ECHOD_BUFFER", "none");
    CommandLineRun run = CommandLineRun.in(variables, line.split(" ", -1));
    assertThat(run.errors()).doesNotContain("ECHOD_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ECHOD_SERVICE_HOST",
        "ECHOD_SERVICE_PORT",
        "ECHOD_PORT_10234_TCP",
        "ECHOD_PORT_10234_TCP_ADDR",
        "ECHOD_JAVA_OPTS"
      })
  void whatAClusterOrTheLauncherSetsIsNotNamed(String variable) {
    assertThat(new Environment(Map.of(variable, "x")).unknown(ServerSettings.ALL)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ECHOD_PROT, 'has no effect; did you mean $ECHOD_PORT?'",
    "ECHOD_port, 'has no effect; did you mean $ECHOD_PORT?'",
    "ECHOD_ELSEWHERE, has no effect"
  })
  void anUnknownVariableIsNamed(String variable, String message) {
    assertThat(new Environment(Map.of(variable, "1", "PATH", "/bin")).unknown(ServerSettings.ALL))
        .containsExactly("$" + variable + " is not a setting, and " + message);
  }

  @Test
  void aSeparatorBeforeTheCommandChangesNothing() {
    assertThat(CommandLineRun.of("--", "serve", "--port", "x"))
        .isEqualTo(CommandLineRun.of("serve", "--port", "x"));
  }

  @ParameterizedTest
  @CsvSource({
    "ECHOD_PORT, 65536, is not a whole number from 0 to 65535",
    "ECHOD_DISPATCHERS, none, is not a whole number from 1 to 1024",
    "ECHOD_BUFFER, 17m, is not a size from 1 byte to 16m",
    "ECHOD_DRAIN_TIMEOUT, -1s, is not a time",
    "ECHOD_DRAIN_TIMEOUT, 1, has no unit",
    "ECHOD_BIND, http://127.0.0.1, is not a URL of an endpoint; write tcp://HOST:PORT",
    "ECHOD_VERBOSE, 3, 'is not 0, 1 or 2'"
  })
  void aBadVariableIsNamed(String variable, String value, String message) {
    for (String[] arguments : new String[][] {{}, {"serve"}, {"--kernel=nio"}}) {
      CommandLineRun run = CommandLineRun.in(Map.of(variable, value), arguments);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errors()).startsWith("echod: $" + variable + ": '" + value + "' " + message);
    }
  }

  @Test
  void anOptionOverridesItsVariable() {
    CommandLineRun run = CommandLineRun.in(Map.of("ECHOD_PORT", "x"), "-p", "y");
    assertThat(run.errors()).startsWith("echod: --port: 'y'").doesNotContain("'x'");
  }

  @ParameterizedTest
  @CsvSource({
    "--seeds, 0, from 1 to 999999999",
    "--seeds, many, from 1 to 999999999",
    "--seed, -1, of up to 18 digits",
    "--seed, 9999999999999999999, of up to 18 digits"
  })
  void aBadSeedOrNumberOfSeeds(String option, String value, String right) {
    assertBadSimulation(
        option + ": '" + value + "' is not a whole number " + right, option + "=" + value);
  }

  @Test
  void aPartOfASeedThatIsNone() {
    assertBadSimulation(
        "--clients: '2x' is not a number from 0; wanted are all, none, or numbers such as 0,3,17",
        "--seed=1",
        "--clients=1,2x");
    CommandLineRun run = CommandLineRun.of("simulate", "--seed=1", "--faults=short-raed");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .startsWith("echod: --faults: 'short-raed' is no fault; wanted are all, none, or some of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--clients=1", "--faults=none", "--actions=all", "--trace"})
  void aPartIsOfOneSeed(String argument) {
    String option = argument.replaceAll("=.*", "");
    assertBadSimulation(
        option + " is for one seed: give it with --seed, and without --seeds", argument);
    assertBadSimulation(
        option + " is for one seed: give it with --seed, and without --seeds",
        argument,
        "--seed=1",
        "--seeds=2");
  }

  private static void assertBadSimulation(String message, String... options) {
    List<String> words = new ArrayList<>(List.of("simulate"));
    words.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
    assertThat(run.errors()).isEqualTo("echod: " + message + "\nTry 'echod simulate --help'.\n");
    assertThat(run.output()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private static void assertBad(String message, String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.errors()).isEqualTo("echod: " + message + "\n" + HINT);
    assertThat(run.output()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  /** It would test nothing, and pass. */
  @ParameterizedTest
  @CsvSource({
    "--clients=0;99999, '--clients: seed 1 has no client 99999'",
    "--actions=9999999, '--actions: seed 1 has no action 9999999'"
  })
  void aPartOfASeedThatItDoesNotHave(String option, String message) {
    CommandLineRun run = CommandLineRun.of("simulate", "--seed=1", option.replace(';', ','));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "echod: " + message + ", so that it was not simulated\nTry 'echod simulate --help'.\n");
    assertThat(run.output()).doesNotContain("passed");
  }
}
