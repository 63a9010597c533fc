package io.echod.cli.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.echod.cli.CommandLineRun;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Kind;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of settings, as {@code echod config} and {@code --check} read them. */
class ConfigFileTest {

  @TempDir private Path directory;

  private Path file(String toml) throws IOException {
    return Files.writeString(directory.resolve("echod.toml"), toml);
  }

  private static String line(CommandLineRun run, String name) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return run.output()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .orElseThrow()
        .replaceAll(" +", " ");
  }

  @Test
  void flagsGoBeforeVariablesAndTheseBeforeTheFile() throws Exception {
    Path file =
        file(
            """
            port = 7
            buffer = "64k"
            idle-timeout = "5m"
            allow = ["10.0.0.0/8", "192.0.2.1"]
            verbose = true
            """);
    CommandLineRun run =
        CommandLineRun.in(
            Map.of("ECHOD_BUFFER", "32k", "ECHOD_CONFIG", file.toString()), "config", "--port=8");
    assertThat(line(run, "port")).isEqualTo("port 8 --port");
    assertThat(line(run, "buffer")).isEqualTo("buffer 32k $ECHOD_BUFFER");
    assertThat(line(run, "idle-timeout"))
        .isEqualTo("idle-timeout 5m " + file + ", line 3, column 1: idle-timeout");
    assertThat(line(run, "allow")).startsWith("allow 10.0.0.0/8,192.0.2.1 " + file);
    assertThat(line(run, "verbose")).startsWith("verbose 1 " + file);
    assertThat(line(run, "drain-timeout")).isEqualTo("drain-timeout 10s default");
    assertThat(line(run, "config")).isEqualTo("config " + file + " $ECHOD_CONFIG");
  }

  @Test
  void listenersHaveSettingsOfTheirOwn() throws Exception {
    Path file =
        file(
            """
            [[listener]]
            url = "tcp://127.0.0.1:7"
            idle-timeout = "5s"
            greeting = "hi & bye"

            [[listener]]
            url = "tls://127.0.0.1:8?min=1.3"
            tls-self-signed = true
            """);
    assertThat(line(CommandLineRun.of("config", "--config=" + file), "listen"))
        .startsWith(
            "listen tcp://127.0.0.1:7?idle-timeout=5s&greeting=hi%20%26%20bye"
                + " tls://127.0.0.1:8?min=1.3&tls-self-signed=true "
                + file
                + ", line 1, column 1: listen");
    CommandLineRun flag =
        CommandLineRun.of("config", "--config=" + file, "--listen=tcp://127.0.0.1:9");
    assertThat(line(flag, "listen")).isEqualTo("listen tcp://127.0.0.1:9 --listen");
  }

  /** A number may be meant as one: 1.5 is the address 1.0.0.5 for a resolver. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server-name = 1.5 | server-name: a number is given; write a text: \"TEXT\"",
        "greeting = 7 | greeting: a number is given; write a text: \"TEXT\"",
        "bind = 1.5 | bind: a number is given; write a text: \"HOST[,HOST]\"",
        "tls-cert = [1] | tls-cert: a number is given; write a text: \"FILE[,FILE]\"",
        "port = true | port: a boolean is given; write a number",
        "max-connections = {} | max-connections: a table is given; write a number",
        "fault-seed = 1979-05-27 | fault-seed: a date or a time of day is given; write a number",
      })
  void aValueOfAnotherTypeIsAMistake(String line, String words) throws Exception {
    Path file = file(line);
    CommandLineRun run = CommandLineRun.of("config", "--config=" + file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("echod: " + file + ", line 1, column 1: " + words);
  }

  /** A repeatable kind that counts the values it copies. */
  private static final class CountingKind implements Kind<List<String>> {
    private long copied;

    @Override
    public String label() {
      return "WORD";
    }

    @Override
    public List<String> parse(String text) {
      return List.of(text);
    }

    @Override
    public String print(List<String> words) {
      return String.join(",", words);
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public List<String> join(List<String> earlier, List<String> later) {
      List<String> both = Stream.concat(earlier.stream(), later.stream()).toList();
      copied += both.size();
      return both;
    }
  }

  @Test
  void aLongArrayIsNotCopiedForEachOfItsValues() throws Exception {
    List<String> words = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    CountingKind kind = new CountingKind();
    Setting<List<String>> setting = Setting.of("words", kind, List.of(), "");
    Path file = file("words = ['" + String.join("', '", words) + "']");
    Settings read =
        ConfigFile.addTo(Settings.DEFAULT.with(ServerSettings.CONFIG, file), List.of(setting));
    assertThat(read.get(setting)).isEqualTo(words);
    assertThat(kind.copied).isLessThan(words.size() * 20L);
  }

  @Test
  void faultsAreTablesOfAListenerOrOfTheServer() throws Exception {
    Path file =
        file(
            """
            [[fault]]
            kind = "silent"
            connections = 3

            [[listener]]
            url = "tcp://127.0.0.1:7"
            [[listener.fault]]
            kind = "delay"
            value = "100ms"
            jitter = "20ms"
            [[listener.fault]]
            kind = "corrupt"
            value = "0.1%"

            [[listener]]
            url = "udp://127.0.0.1:7"
            fault = ["loss=1%,burst=4", "truncate=8"]

            [[listener]]
            url = "tcp://127.0.0.1:8?fault=reset,after=10"

            [[listener]]
            url = "tcp://127.0.0.1:9"
            """);
    CommandLineRun run = CommandLineRun.of("config", "--config=" + file);
    assertThat(line(run, "fault")).startsWith("fault silent,connections=3 " + file);
    assertThat(line(run, "listen"))
        .startsWith(
            "listen tcp://127.0.0.1:7?fault=delay=100ms,jitter=20ms%20corrupt=0.1%25"
                + " udp://127.0.0.1:7?fault=loss=1%25,burst=4%20truncate=8"
                + " tcp://127.0.0.1:8?fault=reset,after=10 tcp://127.0.0.1:9 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prot = 7 | 1 | 1 | prot: there is no such setting; did you mean port?",
        "x.y = 7 | 1 | 1 | x: there is no such setting; 'echod config' prints all of them",
        "port = 65536 | 1 | 1 | port: '65536' is not a whole number from 0 to 65535",
        "port = -1 | 1 | 1 | port: '-1' is not a whole number from 0 to 65535",
        "port = 7.5 | 1 | 1 | port: '7.5' is not a whole number from 0 to 65535",
        "port = nan | 1 | 1 | port: 'NaN' is not a whole number from 0 to 65535",
        "port = 99999999999999999999 | 1 | 8 | port: Integer is too large",
        "port = 1e999 | 1 | 8 | port: Float is too large",
        "[port];x = 1 | 1 | 1 | port: a table is given; write a number",
        "allow = [[]] | 1 | 1 | allow: an array is given; write a text: \"CIDR[,CIDR]\"",
        "allow = \"1\" | 1 | 1 | allow: '1' is not a block of addresses",
        "idle-timeout = 07:32:00 | 1 | 1 | idle-timeout: a date or a time of day is given",
        "idle-timeout = 1979-05-27 | 1 | 1 | idle-timeout: a date or a time of day is given",
        "'' = 1 | 1 | 1 | '': there is no such setting",
        "\"a\\u001b[31mb\" = 1 | 1 | 1 | a\\u001b[31mb: there is no such setting",
        "listener = [] | 1 | 1 | listener: an empty array is given; write [[listener]]",
        "[[listener]];url = 5 | 2 | 1 | url: a number is given; write url = ",
        "[[listener]];url = \"tcp://:7\";[listener.sub];a = 1 | 3 | 1 | sub: a table is given",
        "[[listener]];url = \"tls://:7?self-signed&min=1.2&tls-min=1.3\""
            + " | 2 | 1 | tls-min: is given with and without tls-",
        "port = [7, 8] | 1 | 1 | port: an array is given; write one value, PORT",
        "idle-timeout = 5 | 1 | 1 | idle-timeout: '5' has no unit; write 5s, 5ms or 5m",
        "idle-timeout = \"-5s\" | 1 | 1 | idle-timeout: '-5s' is not a time",
        "idle-timeout = true | 1 | 1 | idle-timeout: a boolean is given; write a text: \"TIME\"",
        "allow = [] | 1 | 1 | allow: an empty array is given",
        "allow = \"10.0.0.1/8\" | 1 | 1 | allow: '10.0.0.1/8' has bits behind its prefix",
        "config = \"x\" | 1 | 1 | config: is a flag, and not for files",
        "listener = 7 | 1 | 1 | listener: is not a list of tables; write [[listener]]",
        "port = 7 = 8 | 1 | 10 | Unexpected '='",
        "port = 7;port = 8 | 2 | 1 | port previously defined at line 1, column 1",
        "[[listener]] | 1 | 1 | listener: has no url; write url = \"tcp://HOST:PORT\"",
        "[[listener]];url = \"tcp://:7x\" | 2 | 1 | url: 'tcp://:7x' has no port of 0 to 65535",
        "[[listener]];url = \"tcp://:7\";idle = 5 | 3 | 1 | idle: no listener of tcp has a setting",
        "[[listener]];url = \"tcp://:7\";idle-timeout = 5 | 3 | 1 | idle-timeout: '5' has no unit",
        "[[fault]];value = 1 | 1 | 1 | fault: has no kind; write kind = \"delay\" or another",
        "[[fault]];kind = \"dely\" | 2 | 1 | kind: there is no fault 'dely'; did you mean delay?",
        "[[fault]];kind = \"delay=1s\" | 2 | 1 | kind: 'delay=1s' is more than a kind",
        "[[fault]];kind = \"delay\" | 2 | 1 | kind: delay needs a value; write delay=TIME",
        "[[fault]];kind = \"delay\";value = 5 | 3 | 1 | value: delay=5: '5' has no unit",
        "[[fault]];kind = \"silent\";value = 5 | 3 | 1 | value: silent has no value",
        "[[fault]];kind = \"silent\";jitter = 5 | 3 | 1 | jitter: silent has no key 'jitter'",
        "[[fault]];kind = \"reset\";after = true | 3 | 1 | after: write one value, such as",
        "[[fault]];kind = \"reset\";after = \"1,for=2s\" | 3 | 1 | after: write one value, such as",
        "fault = [\"delay=1\"] | 1 | 1 | fault: 'delay=1': delay=1: '1' has no unit",
        "[[listener]];url = \"tcp://:7\";[[listener.fault]];kind = \"reset\";aftr = 1"
            + " | 5 | 1 | aftr: reset has no key 'aftr'; did you mean after?",
        "[[listener]];url = \"tcp://:7\";[[listener.fault]];kind = \"loss\";value = \"1%\""
            + " | 1 | 1 | 'tcp://:7?fault=loss=1%25': fault: 'loss=1%' is a fault of udp://",
        "[[listener]];url = \"tls://:7?min=1.3\";min = \"1.2\" | 3 | 1 | min: the url says that",
      })
  void aMistakeNamesFileLineColumnAndKey(String toml, int line, int column, String why)
      throws Exception {
    Path file = file(toml.replace(";", "\n") + "\n");
    for (List<String> words :
        List.of(
            List.of("config", "--config=" + file),
            List.of("serve", "--check", "--config=" + file))) {
      CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.output()).isEmpty();
      assertThat(run.errors())
          .startsWith("echod: " + file + ", line " + line + ", column " + column + ": ")
          .contains(why);
    }
  }

  @Test
  void aVariableThatNamesNoFileIsNamed() {
    CommandLineRun run = CommandLineRun.in(Map.of("ECHOD_CONFIG", "/none.toml"), "config");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("echod: $ECHOD_CONFIG: /none.toml does not exist");
  }

  @Test
  void aMarkOfByteOrderIsPassedOver() throws Exception {
    Path file = file("\ufeffport = 7\r\nidle-timeout = \"5m\"\r\n");
    CommandLineRun run = CommandLineRun.of("config", "--config=" + file);
    assertThat(line(run, "port")).isEqualTo("port 7 " + file + ", line 1, column 1: port");
    assertThat(line(run, "idle-timeout")).startsWith("idle-timeout 5m ");
  }

  @Test
  void aByteThatIsNotUtf8IsNamedByItsPlace() throws Exception {
    Path file = directory.resolve("echod.toml");
    Files.write(file, "port = 7\nserver-name = \"h\u00e9\"\n".getBytes(ISO_8859_1));
    CommandLineRun run = CommandLineRun.of("config", "--config=" + file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .startsWith("echod: " + file + ", line 2, column 17: a byte that is not UTF-8");
  }

  @Test
  void aFileWithoutEndIsRefused() {
    assumeThat(Path.of("/dev/zero")).exists();
    CommandLineRun run = CommandLineRun.of("config", "--config=/dev/zero");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("echod: --config: /dev/zero has more than 16 MiB");
  }

  @Test
  void allMistakesAreReportedTogether() throws Exception {
    Path file = file("port = 70000\nbufer = 1\n[[listener]]\nurl = \"x\"\n");
    CommandLineRun run = CommandLineRun.of("config", "--config=" + file);
    assertThat(run.errors().lines())
        .filteredOn(line -> line.startsWith("echod: " + file + ", line "))
        .hasSize(3);
  }

  @Test
  void aMistakeInAFileThatAListenerNamesShowsWhereTheListenerIs() throws Exception {
    Path file = file("\n[[listener]]\nurl = \"tls://127.0.0.1:0\"\ncert = \"/none.pem\"\n");
    CommandLineRun run = CommandLineRun.of("serve", "--check", "--config=" + file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "echod: "
                + file
                + ", line 2, column 1: 'tls://127.0.0.1:0?cert=/none.pem':"
                + " /none.pem does not exist; name a file in PEM\n");
  }

  @Test
  void aMistakeInAFileThatASettingNamesShowsWhereTheSettingIs() throws Exception {
    Path file = file("listen = \"tls://127.0.0.1:0\"\ntls-cert = \"/none.pem\"\n");
    CommandLineRun run = CommandLineRun.of("serve", "--check", "--config=" + file);
    assertThat(run.errors())
        .startsWith("echod: " + file + ", line 2, column 1: tls-cert: /none.pem does not exist");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    CommandLineRun run = CommandLineRun.of("serve", "--config=/none.toml");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("echod: --config: /none.toml does not exist\n");
  }

  @Test
  void listenAndPortInOneFileContradictEachOther() throws Exception {
    Path file = file("listen = \"tcp://:7\"\nport = 7\n");
    CommandLineRun run = CommandLineRun.of("config", "--config=" + file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "echod: "
                + file
                + ", line 1, column 1: listen and "
                + file
                + ", line 2, column 1: port both say where to listen; give one of them\n");
  }

  @Test
  void arraysTooDeepToReadAreAMistake() throws Exception {
    String brackets = "[".repeat(100_000) + "]".repeat(100_000);
    CommandLineRun run =
        CommandLineRun.of("config", "--config=" + file("allow = " + brackets + "\n"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .startsWith("echod: --config: ")
        .contains("has arrays or tables within each other, too many to be read");
  }

  @Test
  void aModeIsATextAndNoNumber() throws Exception {
    for (String mode : List.of("0o660", "660", "0x1b0")) {
      CommandLineRun run =
          CommandLineRun.of(
              "config",
              "--config="
                  + file("[[listener]]\nurl = \"unix:///tmp/e.sock\"\nmode = " + mode + "\n"));
      assertThat(run.exitCode()).as(mode).isEqualTo(2);
      assertThat(run.errors())
          .contains("line 3, column 1: mode: a number is given; write mode = \"0660\"");
    }
  }
}
