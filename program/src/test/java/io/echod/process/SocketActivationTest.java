package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that systemd hands over, with perl in its place. */
@Timeout(300)
class SocketActivationTest {

  /** Opens what each word says, from descriptor 3 on, and becomes the program. */
  private static final String OPENER =
      """
      use strict; use Socket;
      $^F = 255;
      my @kept;
      while ((my $word = shift) ne '--') {
        my $socket;
        my ($kind, $path) = split /:/, $word;
        if ($kind eq 'file') {
          open $socket, '<', '/dev/null' or die;
        } else {
          my $family = $kind eq 'unix' ? AF_UNIX : AF_INET;
          my $type = $kind eq 'udp' || $kind eq 'unbound' ? SOCK_DGRAM : SOCK_STREAM;
          socket $socket, $family, $type, 0 or die;
          my $address = $path ? sockaddr_un($path) : sockaddr_in(0, inet_aton('127.0.0.1'));
          bind $socket, $address or die unless $kind eq 'unbound';
          listen $socket, 10 or die if $kind eq 'tcp' || $kind eq 'unix';
        }
        push @kept, $socket;
      }
      $ENV{LISTEN_FDS} //= @kept;
      $ENV{LISTEN_PID} //= $$;
      exec @ARGV;
      """;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir private Path directory;

  private static Launch opening(String sockets, Map<String, String> variables) {
    Shell.assumeInstalled("perl");
    List<String> words = new ArrayList<>(List.of("perl", "-e", OPENER));
    words.addAll(List.of(sockets.split(" ")));
    words.add("--");
    return Launch.DEFAULT.within(words.toArray(String[]::new)).withEnvironment(variables);
  }

  private static int port(EchodProcess echod, String scheme) {
    Matcher line =
        Pattern.compile("Listening on " + scheme + "://127.0.0.1:([0-9]+)").matcher(echod.output());
    assertThat(line.find()).as(echod.output()).isTrue();
    return Integer.parseInt(line.group(1));
  }

  private static String greeting(InetSocketAddress address) throws IOException {
    try (EchoClient client = EchoClient.connect(address)) {
      client.endOutput();
      return new String(client.receiveToEnd(), StandardCharsets.UTF_8);
    }
  }

  private static void assertEchoes(UnixDomainSocketAddress address) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      client.write(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer answer = ByteBuffer.allocate(1);
      assertThat(client.read(answer)).isEqualTo(1);
      assertThat(answer.get(0)).isEqualTo((byte) 42);
    }
  }

  private static void assertEchoesDatagrams(int port) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.connect(LOOPBACK, port);
      byte[] sent = "datagram".getBytes(StandardCharsets.UTF_8);
      client.send(new DatagramPacket(sent, sent.length));
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      client.receive(answer);
      assertThat(answer.getData()).startsWith(sent);
    }
  }

  @Test
  void whereNothingSaysWhereToListenEachIsAListener() throws Exception {
    Path path = directory.resolve("e.sock");
    Launch launch = opening("tcp udp unix:" + path, Map.of());
    try (EchodProcess echod = EchodProcess.run(launch, "serve", "--dispatchers=2")) {
      echod.awaitOutput("Listening on unix://" + path + "\n");
      InetSocketAddress tcp = new InetSocketAddress(LOOPBACK, port(echod, "tcp"));
      // More than one, so that each dispatcher may have some.
      for (int count = 0; count < 20; count++) {
        try (EchoClient client = EchoClient.connect(tcp)) {
          client.echo("hello");
        }
      }
      assertEchoesDatagrams(port(echod, "udp"));
      assertEchoes(UnixDomainSocketAddress.of(path));
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.problems()).isEmpty();
      assertThat(path).exists();
    }
  }

  @Test
  void eachTakesThePlaceOfTheListenerOfItsName() throws Exception {
    Launch launch = opening("tcp tcp", Map.of("LISTEN_FDNAMES", "b:a"));
    try (EchodProcess echod =
        EchodProcess.run(
            launch,
            "serve",
            "--listen=tcp://127.0.0.1:0?name=a&greeting=A",
            "--listen=tcp://127.0.0.1:0?name=b&greeting=B",
            "--listen=tcp://127.0.0.1:0?name=c&greeting=C")) {
      echod.awaitListening(3);
      List<String> greetings = new ArrayList<>();
      for (InetSocketAddress address : echod.addresses()) {
        greetings.add(greeting(address));
      }
      assertThat(greetings).containsExactlyInAnyOrder("A", "B", "C");
    }
  }

  @Test
  void thoseOfAnotherProcessAreNone() throws Exception {
    Launch launch = opening("file", Map.of("LISTEN_PID", "1"));
    try (EchodProcess echod = EchodProcess.serve(launch)) {
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("hello");
      }
    }
  }

  private static Map.Entry<String, String> entry(String variable) {
    int equals = variable.indexOf('=');
    return Map.entry(variable.substring(0, equals), variable.substring(equals + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tcp file | | | $LISTEN_FDS: descriptor 4: is not a socket",
        "plain | | | $LISTEN_FDS: descriptor 3: does not listen",
        "tcp unbound | | | $LISTEN_FDS: descriptor 4: has no port",
        "tcp | LISTEN_FDS=2 | | $LISTEN_FDS: descriptor 4: is not a socket",
        "tcp | LISTEN_FDS=x | | $LISTEN_FDS: 'x' is not a whole number from 1 to 1024",
        "tcp | LISTEN_FDS=0 | | $LISTEN_FDS: '0' is not a whole number from 1 to 1024",
        "tcp | LISTEN_PID=me | | $LISTEN_PID: 'me' is not the number of a process",
        "tcp | LISTEN_FDNAMES=a:b | | 'a:b' has 2 names, and $LISTEN_FDS says 1",
        "tcp | | --port=0 | which is no listener's; write ?name=unknown behind the URL of one",
        "tcp | LISTEN_FDNAMES=a | --listen=udp://:0?name=a | which is no udp socket, but has the",
        "tcp | | --kernel=nio | descriptor 3: kernel nio takes over no sockets",
      })
  void aMistakeIsNamedAndNothingIsStarted(
      String sockets, String variable, String option, String why) throws Exception {
    Map<String, String> variables = variable == null ? Map.of() : Map.ofEntries(entry(variable));
    String[] words = option == null ? new String[] {"serve"} : new String[] {"serve", option};
    try (EchodProcess echod = EchodProcess.run(opening(sockets, variables), words)) {
      assertThat(echod.exitCode()).as(echod.errors()).isEqualTo(2);
      assertThat(echod.errors()).contains("echod: ").contains(why);
      assertThat(echod.output()).isEmpty();
    }
  }
}
