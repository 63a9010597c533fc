package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Certificates;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, and {@code --check}. */
@Timeout(300)
class ReloadTest {

  private static final String DONE = "settings and certificates were read again";

  @TempDir private Path directory;

  private EchodProcess serve(String toml, String... flags) throws IOException {
    write(toml);
    String[] words = new String[flags.length + 2];
    words[0] = "serve";
    words[1] = "--config=" + directory.resolve("echod.toml");
    System.arraycopy(flags, 0, words, 2, flags.length);
    EchodProcess echod = EchodProcess.run(Launch.DEFAULT, words);
    echod.awaitListening(1);
    return echod;
  }

  private void write(String toml) throws IOException {
    Files.writeString(directory.resolve("echod.toml"), toml);
  }

  private static void reload(EchodProcess echod, String reported) throws Exception {
    echod.signal("HUP");
    Await.until(() -> reported + " in " + echod.errors(), () -> echod.errors().contains(reported));
  }

  private static String greeting(EchodProcess echod) throws IOException {
    return greeting(echod.address());
  }

  private static String greeting(InetSocketAddress address) throws IOException {
    try (EchoClient client = EchoClient.connect(address)) {
      client.endOutput();
      return new String(client.receiveToEnd(), StandardCharsets.UTF_8);
    }
  }

  private static void awaitGreeting(EchodProcess echod, String expected) {
    Await.until("greeting " + expected, () -> greeting(echod).equals(expected));
  }

  @Test
  void settingsThatCanChangeDoAndOthersAreNamed() throws Exception {
    String listen = "listen = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen + "greeting = \"one\"\n")) {
      awaitGreeting(echod, "one");
      write(listen + "greeting = \"two\"\nbuffer = \"1k\"\n");
      reload(echod, DONE);
      awaitGreeting(echod, "two");
      echod.awaitError(
          "line 3, column 1: buffer can't change while it runs: it stays 256k, and would be 1k"
              + " after a restart");
      write(listen);
      reload(echod, DONE);
      awaitGreeting(echod, "");
    }
  }

  @Test
  void aMistakeChangesNothingAndIsReported() throws Exception {
    String listen = "listen = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen + "greeting = \"one\"\n");
        EchoClient client = EchoClient.connect(echod.address())) {
      write(listen + "greeting = \"two\"\nbufer = \"1k\"\n");
      reload(echod, "SIGHUP: nothing is changed: ");
      echod.awaitError("echod.toml, line 3, column 1: bufer: there is no such setting");
      awaitGreeting(echod, "one");
      assertThat(client.receive(3)).asString().isEqualTo("one");
      client.echo("hello");
    }
  }

  @Test
  void listsAndLimitsTakeEffectForThoseWhoCome() throws Exception {
    String listen = "listen = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen);
        EchoClient client = EchoClient.connect(echod.address())) {
      client.echo("hello");
      write(listen + "max-connections = 1\n");
      reload(echod, DONE);
      Await.until(
          "one more is refused",
          () -> {
            try (EchoClient late = EchoClient.connect(echod.address())) {
              return late.receiveToEnd().length == 0;
            } catch (SocketException reset) {
              return true;
            }
          });
      client.echo("still here");
    }
  }

  @Test
  void faultsAreReplacedForThoseWhoCome() throws Exception {
    String listen = "[[listener]]\nurl = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen);
        EchoClient early = EchoClient.connect(echod.address())) {
      early.echo("hello");
      write(listen + "[[listener.fault]]\nkind = \"end\"\nafter = 2\n");
      reload(echod, DONE);
      Await.until("an end after 2 bytes", () -> answer(echod).equals("he"));
      write(listen + "[[listener.fault]]\nkind = \"end\"\nafter = 3\n");
      reload(echod, DONE);
      Await.until("an end after 3 bytes", () -> answer(echod).equals("hel"));
      write(listen);
      reload(echod, DONE);
      Await.until("no fault any more", () -> answer(echod).equals("hello"));
      early.echo("still here");
      assertThat(echod.problems()).isEmpty();
    }
  }

  private static String answer(EchodProcess echod) throws IOException {
    try (EchoClient client = EchoClient.connect(echod.address())) {
      client.send("hello".getBytes(StandardCharsets.UTF_8));
      client.endOutput();
      return new String(client.receiveToEnd(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void listenersThatComeOrGoTakeARestart() throws Exception {
    String one = "[[listener]]\nurl = \"tcp://127.0.0.1:0\"\n";
    String other = "[[listener]]\nurl = \"udp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(one)) {
      write(one + other);
      reload(echod, DONE);
      echod.awaitError(
          "line 1, column 1: listen can't change while it runs: udp://127.0.0.1:0 would be"
              + " listened on after a restart");
      write(other);
      reload(echod, "tcp://127.0.0.1:0 would be listened on no more after a restart");
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("hello");
      }
    }
  }

  @Test
  void aListenerThatIsTakenOutLeavesThoseBehindItAsTheyAre() throws Exception {
    int port = Loopback.freePort();
    String first = "[[listener]]\nurl = \"tcp://127.0.0.1:0\"\n";
    String second = "[[listener]]\nurl = \"tcp://127.0.0.1:" + port + "\"\n";
    try (EchodProcess echod = serve(first + second)) {
      write("greeting = \"hi\"\n" + second);
      reload(echod, "tcp://127.0.0.1:0 would be listened on no more after a restart");
      Await.until("a greeting of the second", () -> greeting(Loopback.ipv4(port)).equals("hi"));
      assertThat(echod.errors()).doesNotContain(port + " would be listened on");
    }
  }

  @Test
  void theMostBytesAndTheWriteTimeoutChange() throws Exception {
    String listen = "listen = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen)) {
      write(listen + "max-bytes = 2\nwrite-timeout = \"1s\"\n");
      reload(echod, DONE);
      Await.until("an end after 2 bytes", () -> answer(echod).equals("he"));
      assertThat(echod.problems()).isEmpty();
    }
  }

  @Test
  void theRateOfDatagramsChanges() throws Exception {
    String listen = "listen = \"udp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen + "udp-rate = \"1/s\"\n");
        DatagramSocket client = new DatagramSocket()) {
      client.connect(echod.address());
      client.setSoTimeout(30_000);
      write(listen + "udp-rate = \"none\"\n");
      reload(echod, DONE);
      assertThat(echod.errors()).doesNotContain("can't change");
      byte[] bytes = {42};
      for (int count = 0; count < 10; count++) {
        client.send(new DatagramPacket(bytes, 1));
        client.receive(new DatagramPacket(new byte[1], 1));
      }
    }
  }

  @Test
  void aNewCertificateIsShownToThoseWhoCome() throws Exception {
    Certificates certificates = new Certificates(directory);
    certificates.make("one", "one.test");
    certificates.make("two", "two.test");
    use("one");
    String toml =
        """
        [[listener]]
        url = "tls://127.0.0.1:0"
        cert = "%1$s/now.pem"
        key = "%1$s/now.key"
        """
            .formatted(directory);
    try (EchodProcess echod = serve(toml)) {
      assertThat(subject(echod)).contains("one.test");
      use("two");
      Files.copy(
          certificates.file("one.key"),
          certificates.file("now.key"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
      reload(echod, "now.key is not the key of the first certificate in");
      assertThat(subject(echod)).contains("one.test");
      use("two");
      reload(echod, DONE);
      assertThat(subject(echod)).contains("two.test");
    }
  }

  private void use(String name) throws IOException {
    for (String ending : new String[] {".pem", ".key"}) {
      Files.copy(
          directory.resolve(name + ending),
          directory.resolve("now" + ending),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private String subject(EchodProcess echod) throws Exception {
    return Shell.run(
            directory,
            "openssl s_client -connect 127.0.0.1:"
                + echod.address().getPort()
                + " </dev/null 2>log | openssl x509 -noout -subject")
        .output();
  }

  @Test
  void theDrainGoesByTheTimeoutOfTheReload() throws Exception {
    String listen = "listen = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve(listen + "drain-timeout = \"9s\"\n");
        EchoClient client = EchoClient.connect(echod.address())) {
      client.echo("hello");
      write(listen + "drain-timeout = \"5ms\"\n");
      reload(echod, DONE);
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.errors()).contains("1 client has 5 ms to end");
    }
  }

  /** They stay as many as they are, so no more descriptors are needed for them. */
  @Test
  void moreDispatchersThatTakeARestartLowerNoLimit() throws Exception {
    String settings = "listen = \"tcp://127.0.0.1:0\"\nmax-connections = 900\n";
    write(settings + "dispatchers = 1\n");
    Launch few =
        Launch.DEFAULT.within("sh", "-c", "ulimit -n 1000; ulimit -Hn 1000; exec \"$@\"", "sh");
    try (EchodProcess echod =
        EchodProcess.run(few, "serve", "--config=" + directory.resolve("echod.toml"))) {
      echod.awaitListening(1);
      write(settings + "dispatchers = 100\n");
      reload(echod, DONE);
      assertThat(echod.errors())
          .contains("dispatchers can't change while it runs: it stays 1, and would be 100")
          .doesNotContain("max-connections");
    }
  }

  private static final String TLS = "[[listener]]\nurl = \"tls://127.0.0.1:0\"\n";

  @Test
  void aCertificateMadeInMemoryAndOneOfAFileTakeEachOthersPlace() throws Exception {
    new Certificates(directory).make("one", "one.test");
    String files = TLS + "cert = \"%1$s/one.pem\"\nkey = \"%1$s/one.key\"\n".formatted(directory);
    try (EchodProcess echod = serve(files)) {
      write(TLS + "self-signed = true\n");
      reload(echod, DONE);
      assertThat(echod.errors()).contains("SHA-256 of the certificate of tls://127.0.0.1:");
      assertThat(subject(echod)).contains("CN").doesNotContain("one.test");
      write(TLS);
      reload(
          echod,
          "nothing is changed: "
              + directory
              + "/echod.toml, line 1, column 1: 'tls://127.0.0.1:0': there is no certificate");
      write(files + "self-signed = true\n");
      reload(echod, "tls-cert and tls-self-signed both say which certificate to show");
      assertThat(subject(echod)).contains("CN").doesNotContain("one.test");
      write(files);
      echod.signal("HUP");
      Await.until("the one of the file", () -> subject(echod).contains("one.test"));
      assertThat(echod.errors()).doesNotContain("\tat ");
    }
  }

  @Test
  void theFilesOfAListenerThatTakesARestartHaveToBeRight() throws Exception {
    String plain = "[[listener]]\nurl = \"tcp://127.0.0.1:0\"\n";
    try (EchodProcess echod = serve("greeting = \"one\"\n" + plain)) {
      write("greeting = \"two\"\n" + plain + TLS + "cert = \"nowhere.pem\"\n");
      reload(echod, "nothing is changed: ");
      echod.awaitError("nowhere.pem does not exist; name a file in PEM");
      awaitGreeting(echod, "one");
    }
  }

  @Test
  void theModeOfAUnixSocketTakesARestart() throws Exception {
    String listener = "[[listener]]\nurl = \"unix://" + directory.resolve("e.sock") + "\"\nmode = ";
    write(listener + "\"0600\"\n");
    try (EchodProcess echod =
        EchodProcess.run(Launch.DEFAULT, "serve", "--config=" + directory.resolve("echod.toml"))) {
      echod.awaitOutput("Listening on unix://");
      String changed = "e.sock can't change while it runs: it stays 0600, and would be 0666";
      for (int count = 1; count <= 2; count++) {
        write(listener + "\"0666\"\n");
        echod.signal("HUP");
        int lines = count;
        Await.until(
            () -> lines + " times " + changed + " in " + echod.errors(),
            () -> echod.errors().lines().filter(line -> line.contains(changed)).count() == lines);
      }
    }
  }

  @Test
  void whereItWouldListenByDefaultIsNamedListen() throws Exception {
    try (EchodProcess echod = serve("listen = \"tcp://127.0.0.1:0\"\n")) {
      write("");
      reload(echod, DONE);
      assertThat(echod.errors())
          .contains("WARN  listen can't change while it runs: tcp://[::]:10234 would be listened");
    }
  }

  @Test
  void checkReportsALimitThatAStartWouldLower() throws Exception {
    Launch few =
        Launch.DEFAULT.within("sh", "-c", "ulimit -n 1000; ulimit -Hn 1000; exec \"$@\"", "sh");
    try (EchodProcess check =
        EchodProcess.run(few, "serve", "--check", "--max-connections=5000", "--dispatchers=1")) {
      assertThat(check.exitCode()).isZero();
      assertThat(check.output()).isEqualTo("ok\n");
      assertThat(check.errors()).contains("--max-connections: ").contains("the limit is 936");
    }
  }

  /** Read twice, it would be empty the second time, and right. */
  @Test
  void aMistakeInAPipeIsFound() throws Exception {
    Launch piped =
        Launch.DEFAULT.within("sh", "-c", "printf 'port = 70000\\n' | exec \"$@\"", "sh");
    try (EchodProcess check = EchodProcess.run(piped, "serve", "--check", "--config=/dev/stdin")) {
      assertThat(check.exitCode()).isEqualTo(2);
      assertThat(check.errors())
          .startsWith("echod: /dev/stdin, line 1, column 1: port: '70000' is not a whole number");
      assertThat(check.output()).isEmpty();
    }
  }

  @Test
  void whatAPipeSaidStays() throws Exception {
    Path pipe = directory.resolve("pipe");
    String settings = "greeting = \"one\"\\nport = 0\\nbind = \"127.0.0.1\"\\n";
    Launch piped =
        Launch.DEFAULT.within(
            "sh",
            "-c",
            "mkfifo '%s'; printf '%s' >'%s' & exec \"$@\"".formatted(pipe, settings, pipe),
            "sh");
    try (EchodProcess echod = EchodProcess.run(piped, "serve", "--config=" + pipe)) {
      echod.awaitListening(1);
      assertThat(greeting(echod)).isEqualTo("one");
      reload(echod, pipe + " is no regular file, and can't be read again");
      reload(echod, DONE);
      assertThat(greeting(echod)).isEqualTo("one");
    }
  }

  @Test
  void checkSaysOkAndBindsNothing() throws Exception {
    try (EchodProcess serving = EchodProcess.serve();
        EchodProcess check =
            EchodProcess.run(
                Launch.DEFAULT,
                "serve",
                "--check",
                "--listen=tcp://127.0.0.1:" + serving.address().getPort())) {
      assertThat(check.exitCode()).isZero();
      assertThat(check.output()).isEqualTo("ok\n");
      assertThat(check.errors()).isEmpty();
    }
  }
}
