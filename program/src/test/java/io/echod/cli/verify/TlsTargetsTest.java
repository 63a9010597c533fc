package io.echod.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.CommandLineRun;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that measure and verify, over TLS. */
class TlsTargetsTest {

  @TempDir private Path directory;

  private @Nullable EchoServer server;

  private String start(String... flags) throws IOException {
    Settings settings = Settings.DEFAULT;
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      Setting<?> setting =
          ServerSettings.ALL.stream()
              .filter(one -> one.flag().equals(flag.substring(0, equals)))
              .findFirst()
              .orElseThrow();
      settings = settings.add(Given.parse(setting, flag.substring(equals + 1)), Origin.FLAG);
    }
    EchoServer started = EchoServer.start(ServerOptions.of(settings), Kernels.bestFactory());
    server = started;
    return "127.0.0.1:" + ((InetSocketAddress) started.addresses().getFirst()).getPort();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static List<String> verdicts(CommandLineRun run, String word) {
    return run.output()
        .lines()
        .filter(line -> line.startsWith(word + "  "))
        .map(line -> line.substring(6).split(" ", 2)[0])
        .toList();
  }

  private static CommandLineRun verify(String address, String... more) {
    List<String> words = new ArrayList<>(List.of("verify", "tls://" + address, "--insecure"));
    words.addAll(List.of(more));
    return CommandLineRun.of(words.toArray(String[]::new));
  }

  @Test
  void ourServerPassesTheCasesOfTls() throws IOException {
    String address = start("--listen=tls://127.0.0.1:0", "--tls-self-signed=1");
    CommandLineRun run = verify(address, "--gentle", "--patience", "60s");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(verdicts(run, "warn")).isEmpty();
    assertThat(run.output())
        .contains("TLS 1.3 and TLS 1.2", "alert 70", "close_notify came", "TLS_AES_")
        .contains("it was dropped, and the next was served");
  }

  @Test
  void aServerOfNewTlsAloneIsFine() throws IOException {
    String address = start("--listen=tls://127.0.0.1:0", "--tls-self-signed=1", "--tls-min=1.3");
    CommandLineRun run =
        verify(address, "--only", "tls-versions,tls-half-close", "--patience", "60s");
    assertThat(run.output()).contains("TLS 1.3 alone").endsWith("2 pass\n");
  }

  @Test
  void aServerThatEndsWithoutCloseNotifyIsFound() throws IOException {
    String address =
        start("--listen=tls://127.0.0.1:0", "--tls-self-signed=1", "--fault=no-close-notify");
    CommandLineRun run = verify(address, "--gentle", "--patience", "60s");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(verdicts(run, "fail"))
        .containsExactly("ends-cleanly", "end-without-a-byte", "tls-close-notify");
  }

  @Test
  void aPlainServerIsNoServerOfTls() throws IOException {
    String address = start("--listen=tcp://127.0.0.1:0");
    CommandLineRun run =
        verify(address, "--only", "tls-versions,tls-plain-text-refused", "--patience", "5s");
    assertThat(verdicts(run, "fail")).containsExactly("tls-versions", "tls-plain-text-refused");
    CommandLineRun bench = CommandLineRun.of("bench", "tls://" + address, "-n", "5", "-c", "1");
    assertThat(bench.exitCode()).isEqualTo(1);
    assertThat(bench.errors().lines()).hasSize(1);
  }

  @Test
  void loadAndRoundTripsGoOverTlsAndHaveTimesOfHandshakes() throws IOException {
    String address = start("--listen=tls://127.0.0.1:0", "--tls-self-signed=1");
    CommandLineRun bench =
        CommandLineRun.of(
            "bench",
            "tls://" + address,
            "--insecure",
            "-n",
            "200",
            "-c",
            "2",
            "--warmup",
            "0s",
            "--json",
            "-");
    assertThat(bench.exitCode()).as(bench.errors()).isZero();
    assertThat(bench.output()).contains("\"messages\":200,", "\"errors\":{}", "\"handshake_us\":{");
    CommandLineRun anew =
        CommandLineRun.of(
            "bench",
            "tls://" + address,
            "--insecure",
            "-n",
            "20",
            "-c",
            "2",
            "--warmup",
            "0s",
            "--reconnect");
    assertThat(anew.output()).contains("20 messages in ", "handshake", "errors: none");
    CommandLineRun ping =
        CommandLineRun.of("ping", "tls://" + address, "--insecure", "-n", "2", "-i", "1ms");
    assertThat(ping.output()).contains(", TLS handshake in ", "2 sent, 2 received");
  }

  @Test
  void aCertificateThatNothingVouchesForIsRefusedAndTheMessageSaysWhatToDo() throws IOException {
    String address = start("--listen=tls://127.0.0.1:0", "--tls-self-signed=1");
    CommandLineRun ping = CommandLineRun.of("ping", "tls://" + address, "-n", "1");
    assertThat(ping.exitCode()).isEqualTo(1);
    assertThat(ping.output())
        .contains("seq=1 tls: ", "no authority that is trusted here", "--ca FILE", "--insecure");
    assertThat(CommandLineRun.of("bench", "tls://" + address, "-n", "5").errors())
        .contains("no authority that is trusted here");
    assertThat(CommandLineRun.of("ping", "tls://" + address, "--ca", directory + "/none").errors())
        .contains("none");
    assertThat(CommandLineRun.of("ping", "tls://" + address, "--key", "k").errors())
        .contains("--key is given, and --cert is not");
  }
}
