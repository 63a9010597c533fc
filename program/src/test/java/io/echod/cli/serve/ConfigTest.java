package io.echod.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.CommandLineRun;
import io.echod.server.setting.ServerSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {

  @Test
  void theLimitOfConnectionsIsTheOneThatDescriptorsAllow() {
    CommandLineRun run = CommandLineRun.of("config");
    assertThat(run.output()).containsPattern("(?m)^max-connections +[1-9][0-9]+ +default$");
  }

  @Test
  void printsEverySettingWithItsValueAndWhereItIsFrom() {
    Map<String, String> variables = Map.of("ECHOD_BUFFER", "1024", "ECHOD_DRAIN_TIMEOUT", "2s");
    CommandLineRun run =
        CommandLineRun.in(
            variables,
            "config",
            "-p7",
            "--bind=127.0.0.1,tcp://[::1]:7",
            "--dispatchers=3",
            "--buffer=64k",
            "--queue-total=64m",
            "--max-connections=100",
            "--server-name=me",
            "-vv");
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .isEqualTo(
            """
            port                         7                        --port
            bind                         127.0.0.1,tcp://[::1]:7  --bind
            listen                       (none)                   default
            dispatchers                  3                        --dispatchers
            balance                      off                      default
            buffer                       64k                      --buffer
            drain-timeout                2s                       $ECHOD_DRAIN_TIMEOUT
            drain-delay                  0s                       default
            queue                        1m                       default
            queue-total                  64m                      --queue-total
            max-connections              100                      --max-connections
            max-connections-per-address  none                     default
            connect-rate                 none                     default
            udp-rate                     1000/s                   default
            allow                        (none)                   default
            deny                         (none)                   default
            idle-timeout                 none                     default
            write-timeout                1m                       default
            max-bytes                    none                     default
            proxy                        off                      default
            proxy-from                   127.0.0.0/8,::1          default
            proxy-timeout                3s                       default
            tls-cert                     (none)                   default
            tls-key                      (none)                   default
            tls-client-ca                (none)                   default
            tls-self-signed              0                        default
            tls-min                      1.2                      default
            tls-handshake-timeout        10s                      default
            greeting                     (none)                   default
            server-name                  me                       --server-name
            fault                        (none)                   default
            fault-profile                none                     default
            fault-seed                   random                   default
            fault-commands               0                        default
            kernel                       auto                     default
            busy-poll                    auto                     default
            config                       (none)                   default
            check                        0                        default
            verbose                      2                        --verbose
            """);
    assertThat(run.output().lines()).hasSize(ServerSettings.ALL.size());
  }

  @Test
  void aContradictionIsNoConfiguration() {
    CommandLineRun run = CommandLineRun.of("config", "--bind=tcp://127.0.0.1:7", "--port=8");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).isEqualTo("echod: --bind says port 7 and --port says 8\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--listen=tcp://:7 --listen=tcp://127.0.0.1:7?max-bytes=5 | are one place; give it once",
        "--listen=tls://:7?self-signed&cert=a.pem | both say which certificate to show",
        "--listen=tls://:7 | 'tls://:7': there is no certificate",
        "--listen=tls://:7?cert=a.pem,b.pem&key=a.key | 2 certificates and 1 key are given"
      })
  void settingsThatNoServerStartsWithAreNoConfiguration(String flags, String why) {
    CommandLineRun run = CommandLineRun.of(("config " + flags).split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains(why);
  }

  @Test
  void filesThatSettingsNameAreNotRead() {
    CommandLineRun run = CommandLineRun.of("config", "--listen=tls://:7?cert=nowhere.pem");
    assertThat(run.exitCode()).as(run.errors()).isZero();
  }

  @Test
  void listenAndPortContradictEachOtherUnlessAFlagWins() {
    CommandLineRun both = CommandLineRun.of("config", "--listen=tcp://:7", "--port=7");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.errors())
        .isEqualTo("echod: --listen and --port both say where to listen; give one of them\n");
    CommandLineRun variables =
        CommandLineRun.in(Map.of("ECHOD_LISTEN", "tcp://:7", "ECHOD_BIND", "::1"), "config");
    assertThat(variables.errors())
        .isEqualTo(
            "echod: $ECHOD_LISTEN and $ECHOD_BIND both say where to listen; give one of them\n");
    CommandLineRun flag =
        CommandLineRun.in(Map.of("ECHOD_LISTEN", "tcp://:7"), "config", "--port=8");
    assertThat(flag.exitCode()).isZero();
    CommandLineRun otherFlag =
        CommandLineRun.in(
            Map.of("ECHOD_PORT", "7"), "config", "--listen=unix:///e.sock", "--listen=tcp://:8");
    assertThat(otherFlag.output()).contains("unix:///e.sock tcp://:8");
  }

  @Test
  void aMistakeIsReportedAsByServe() {
    CommandLineRun run = CommandLineRun.in(Map.of("ECHOD_PORT", "x", "ECHOD_PROT", "1"), "config");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            """
            echod: $ECHOD_PORT: 'x' is not a whole number from 0 to 65535
            Try 'echod config --help'.
            """);
    assertThat(CommandLineRun.in(Map.of("ECHOD_PROT", "1"), "config").errors())
        .startsWith("echod: $ECHOD_PROT is not a setting");
  }

  @Test
  void aBadVariableDoesNotComeBetweenTheUserAndTheHelp() {
    CommandLineRun run = CommandLineRun.in(Map.of("ECHOD_PORT", "x"), "serve", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("--port=PORT");
  }
}
