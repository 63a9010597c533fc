package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Loopback;
import io.echod.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ServeOptionsTest {

  @Test
  void theDefaultsAreThoseOfTheServerOnEveryAddress() {
    ServerOptions expected = ServerOptions.on(new InetSocketAddress("::", 10234));
    assertThat(parse(Map.of())).isEqualTo(expected);
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
    assertThat(options.dispatchers()).isEqualTo(3);
    assertThat(options.bufferBytes()).isEqualTo(1024);
    assertThat(options.drainTimeout()).isEqualTo(Duration.ofMillis(250));
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
  void flagsTakeNothingFromTheEnvironment() {
    Map<String, String> environment =
        Map.of("ECHOD_VERBOSE", "true", "ECHOD_HELP", "true", "ECHOD_VERSION", "true");
    CommandLine command = Main.commandLine(environment);
    assertThat(command.parseArgs().isUsageHelpRequested()).isFalse();
    assertThat(optionsOf(command).verbose()).isFalse();
    assertThat(optionsOf(Main.commandLine(Map.of()), "-v").verbose()).isTrue();
  }

  private static ServerOptions parse(Map<String, String> environment, String... arguments) {
    return optionsOf(Main.commandLine(environment), arguments).toServerOptions();
  }

  private static ServeOptions optionsOf(CommandLine command, String... arguments) {
    command.parseArgs(arguments);
    CommandSpec mixin = Objects.requireNonNull(command.getCommandSpec().mixins().get("options"));
    return (ServeOptions) mixin.userObject();
  }

  @Test
  void theLinkThatAClusterSetsForAServiceOfThisNameIsNoPort() {
    assertThat(parse(Map.of("ECHOD_PORT", "tcp://192.0.2.7:10234"))).isEqualTo(parse(Map.of()));
  }
}
