package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.fixture.Loopback;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ServeSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheServerOnEveryAddress() {
    assertThat(parse(Map.of())).isEqualTo(ServerOptions.of(Settings.DEFAULT));
    assertThat(parse(Map.of()).addresses()).containsExactly(new InetSocketAddress("::", 10234));
  }

  @Test
  void everyOptionReachesTheServer() {
    ServerOptions options =
        parse(
            Map.of(),
            "--port=7",
            "--bind=127.0.0.1,[::1]",
            "--bind=127.0.0.2",
            "--dispatchers=3",
            "--buffer=1k",
            "--drain-timeout=250ms");
    assertThat(options.addresses())
        .containsExactly(
            Loopback.ipv4(7),
            Loopback.ipv6(7),
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 7));
    assertThat(options.get(ServerSettings.DISPATCHERS)).isEqualTo(3);
    assertThat(options.get(ServerSettings.BUFFER)).isEqualTo(1024);
    assertThat(options.get(ServerSettings.DRAIN_TIMEOUT)).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void soDoesEveryVariable() {
    ServerOptions options =
        parse(
            Map.of(
                "ECHOD_PORT", "7",
                "ECHOD_BIND", "127.0.0.1, ::1",
                "ECHOD_DISPATCHERS", "3",
                "ECHOD_BUFFER", "1k",
                "ECHOD_DRAIN_TIMEOUT", "250ms"));
    assertThat(options)
        .isEqualTo(
            parse(
                Map.of(),
                "--port=7",
                "--bind=127.0.0.1,::1",
                "--dispatchers=3",
                "--buffer=1k",
                "--drain-timeout=250ms"));
  }

  @Test
  void aFlagThatIsOffGoesBeforeItsVariable() {
    Map<String, String> on = Map.of("ECHOD_FAULT_COMMANDS", "1", "ECHOD_CHECK", "1");
    ServerOptions options = parse(on, "--fault-commands=false", "--check=false", "--verbose=false");
    assertThat(options.get(ServerSettings.FAULT_COMMANDS)).isZero();
    assertThat(options.get(ServerSettings.CHECK)).isZero();
    assertThat(options.get(ServerSettings.VERBOSE)).isZero();
    assertThat(parse(on, "--check=true").get(ServerSettings.FAULT_COMMANDS)).isEqualTo(1);
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(
            parse(
                Map.of(
                    "ECHOD_PORT", "",
                    "ECHOD_BIND", "",
                    "ECHOD_DISPATCHERS", "",
                    "ECHOD_BUFFER", "",
                    "ECHOD_DRAIN_TIMEOUT", "")))
        .isEqualTo(parse(Map.of()));
  }

  @Test
  void anOptionGoesBeforeItsVariable() {
    assertThat(parse(Map.of("ECHOD_BIND", "127.0.0.1"), "--bind=::1").addresses())
        .containsExactly(Loopback.ipv6(10234));
  }

  /** Bound twice, it would be in its own way. */
  @Test
  void anAddressGivenTwiceIsBoundOnce() {
    assertThat(parse(Map.of(), "--bind=127.0.0.1,127.0.0.1", "-b", "127.0.0.1").addresses())
        .containsExactly(Loopback.ipv4(10234));
  }

  @Test
  void helpAndVersionTakeNothingFromTheEnvironment() {
    CommandLine command = Main.commandLine(Map.of("ECHOD_HELP", "true", "ECHOD_VERSION", "true"));
    assertThat(command.parseArgs().isUsageHelpRequested()).isFalse();
    assertThat(command.parseArgs().isVersionHelpRequested()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "-v, 1",
    "-vv, 2",
    "-v -v, 2",
    "-vvv, 2",
    "--verbose, 1",
    "--verbose --verbose, 2"
  })
  void verbosityHasTwoLevels(String line, int level) {
    assertThat(verbosity(Map.of(), line)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "false, 0", "'', 0", "1, 1", "true, 1", "2, 2"})
  void verbosityCanComeFromTheEnvironment(String value, int level) {
    assertThat(verbosity(Map.of("ECHOD_VERBOSE", value), "")).isEqualTo(level);
  }

  private static int verbosity(Map<String, String> environment, String line) {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
    return Parsed.of(environment, words).get(ServerSettings.VERBOSE);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1, 127.0.0.1, 10234",
    "tcp://127.0.0.1/, 127.0.0.1, 10234",
    "tcp://127.0.0.1:7, 127.0.0.1, 7",
    "tcp://[::1], ::1, 10234",
    "tcp://[::1]:7, ::1, 7"
  })
  void aUrlIsAnAddress(String url, String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    assertThat(parse(Map.of("ECHOD_BIND", url)).addresses()).containsExactly(address);
    assertThat(parse(Map.of(), "--bind", url).addresses()).containsExactly(address);
  }

  @Test
  void thePortOfAUrlMustNotContradictTheOption() {
    assertThat(parse(Map.of(), "--bind=tcp://127.0.0.1:7", "--port=7").addresses()).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(Map.of(), "--bind=tcp://127.0.0.1:7", "--port=8").addresses())
        .withMessage("--bind says port 7 and --port says 8");
  }

  @Test
  void ofPortsThatContradictEachOtherTheFlagsWins() {
    assertThat(parse(Map.of("ECHOD_PORT", "8"), "--bind=tcp://127.0.0.1:7").addresses())
        .containsExactly(Loopback.ipv4(7));
    assertThat(parse(Map.of("ECHOD_BIND", "tcp://127.0.0.1:7"), "--port=8").addresses())
        .containsExactly(Loopback.ipv4(8));
    Map<String, String> both = Map.of("ECHOD_BIND", "tcp://127.0.0.1:7", "ECHOD_PORT", "8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(both).addresses())
        .withMessage("$ECHOD_BIND says port 7 and $ECHOD_PORT says 8");
  }

  private static ServerOptions parse(Map<String, String> environment, String... arguments) {
    return ServerOptions.of(Parsed.of(environment, arguments));
  }

  @Test
  void theLinkThatAClusterSetsForAServiceOfThisNameIsNoPort() {
    assertThat(parse(Map.of("ECHOD_PORT", "tcp://192.0.2.7:10234"))).isEqualTo(parse(Map.of()));
  }
}
