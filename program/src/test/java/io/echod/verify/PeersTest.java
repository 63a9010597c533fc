package io.echod.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.fixture.Await;
import io.echod.fixture.Checkout;
import io.echod.fixture.Loopback;
import io.echod.fixture.Shell;
import io.echod.net.ConnectionOptions;
import io.echod.net.address.Address;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Echo servers that others have written are judged by what they really do. A verification mostly
 * waits, so that all go on at once. Warnings are about time, and so about how busy this machine is:
 * they are no matter of this test.
 */
class PeersTest {

  private static final Pattern LISTENING =
      Pattern.compile("Listening on \\w+://127\\.0\\.0\\.1:(\\d+)");

  private static final List<Case> STREAM =
      Stream.concat(Cases.STREAM.stream(), Cases.TCP.stream()).toList();

  @TempDir private static Path directory;

  /** Starts of a server whose port another program may take first. */
  private static final int ATTEMPTS = 5;

  /** A server under way, and the file of what it prints. */
  private record Server(Process process, Path output) {}

  private static final List<Process> SERVERS = Collections.synchronizedList(new ArrayList<>());

  private static final List<Thread> THREADS = new ArrayList<>();

  private static final FutureTask<List<String>> OURS =
      new FutureTask<>(() -> ours("tcp://127.0.0.1:0", STREAM));
  private static final FutureTask<List<String>> OURS_UNIX =
      new FutureTask<>(() -> ours("unix://" + directory.resolve("echo"), Cases.STREAM));
  private static final FutureTask<List<String>> OURS_UDP =
      new FutureTask<>(() -> ours("udp://127.0.0.1:0", UdpCases.ALL));
  private static final FutureTask<List<String>> IN_C = new FutureTask<>(PeersTest::inC);
  private static final FutureTask<List<String>> IN_C_UDP = new FutureTask<>(PeersTest::inCUdp);
  private static final FutureTask<List<String>> SELECTOR = new FutureTask<>(PeersTest::selector);
  private static final FutureTask<List<String>> SOCAT = new FutureTask<>(PeersTest::socat);
  private static final FutureTask<List<String>> NCAT = new FutureTask<>(PeersTest::ncat);
  private static final FutureTask<List<String>> INETD = new FutureTask<>(PeersTest::inetd);

  @BeforeAll
  static void start() {
    Stream.of(OURS, OURS_UNIX, OURS_UDP, IN_C, IN_C_UDP, SELECTOR, SOCAT, NCAT, INETD)
        .forEach(verification -> THREADS.add(Thread.ofPlatform().daemon().start(verification)));
  }

  /** Also those that no test waits for are over first: each may be about to start a server. */
  @AfterAll
  static void stop() throws InterruptedException {
    for (Thread thread : THREADS) {
      thread.join();
    }
    for (Process server : SERVERS) {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly().waitFor();
    }
  }

  private static List<String> failures(FutureTask<List<String>> verification) throws Exception {
    try {
      return verification.get();
    } catch (ExecutionException failed) {
      // A program that is missing skips the test.
      if (failed.getCause() instanceof TestAbortedException skipped) {
        throw skipped;
      }
      throw failed;
    }
  }

  private static Server start(String... command) throws IOException {
    Path output = Files.createTempFile(directory, "server", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .redirectErrorStream(true)
            .start();
    SERVERS.add(process);
    return new Server(process, output);
  }

  /** The address that a server says it has. */
  private static InetSocketAddress reported(Server server) {
    Path output = server.output;
    Await.until(
        "the server says its port", () -> LISTENING.matcher(Files.readString(output)).find());
    try {
      Matcher reported = LISTENING.matcher(Files.readString(output));
      assertThat(reported.find()).isTrue();
      return Loopback.ipv4(Integer.parseInt(reported.group(1)));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  /** A free port, for a server that can't choose one. */
  private static InetSocketAddress free() throws IOException {
    return Loopback.ipv4(Loopback.freePort());
  }

  /** Verifies a server that is given its port, and that ends where another program has it. */
  private static List<String> verifyAt(Function<String, String[]> command) throws IOException {
    String said = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      InetSocketAddress address = free();
      Server server = start(command.apply(String.valueOf(address.getPort())));
      awaitListener(server, address);
      List<String> failures = verify(address, STREAM);
      // Only while it runs no other program can have answered.
      if (server.process.isAlive()) {
        return failures;
      }
      said = Files.readString(server.output);
    }
    throw new AssertionError("the server ended each time; it said: " + said);
  }

  private static void awaitListener(Server server, InetSocketAddress address) {
    Await.until(
        "another server listens on " + address,
        () -> {
          if (!server.process.isAlive()) {
            return true;
          }
          try (Socket probe = new Socket()) {
            probe.connect(address);
            return true;
          } catch (IOException refused) {
            return false;
          }
        });
  }

  private static Path compiled(String source) throws Exception {
    Shell.assumeInstalled("gcc");
    Path program = directory.resolve(source + ".program");
    Path peers = Checkout.root().resolve("benchmarks/peers");
    Shell.Result done = Shell.run(peers, "gcc -O1 -o '" + program + "' " + source);
    assertThat(done.exitCode()).as(done.errors()).isZero();
    return program;
  }

  private static List<String> verify(SocketAddress address, List<Case> cases) {
    VerifyOptions options =
        new VerifyOptions(address, ConnectionOptions.DEFAULT, false, Duration.ofSeconds(2));
    try (Dispatcher dispatcher = new Dispatcher(Kernels.bestFactory().open())) {
      Verification verification = new Verification(dispatcher, options, cases, _ -> {});
      verification.start();
      dispatcher.monitor();
      return verification.results().stream()
          .filter(result -> result.verdict() == Verdict.FAIL)
          .map(result -> result.subject().name())
          .toList();
    } catch (IOException noKernel) {
      throw new AssertionError(noKernel);
    }
  }

  private static List<String> ours(String url, List<Case> cases) throws IOException {
    Settings settings =
        Settings.DEFAULT
            .with(ServerSettings.LISTEN, List.of(Address.parse(url)))
            .with(ServerSettings.DISPATCHERS, 1);
    try (EchoServer server = EchoServer.start(ServerOptions.of(settings), Kernels.bestFactory())) {
      return verify(server.addresses().getFirst(), cases);
    }
  }

  @Test
  void oursPassesAllOverTcpUnixAndUdp() throws Exception {
    assertThat(failures(OURS)).isEmpty();
    assertThat(failures(OURS_UNIX)).isEmpty();
    assertThat(failures(OURS_UDP)).isEmpty();
  }

  private static List<String> inC() throws Exception {
    return verify(reported(start(compiled("epoll_echo.c").toString(), "--port", "0")), STREAM);
  }

  @Test
  void theServerInCPassesAll() throws Exception {
    assertThat(failures(IN_C)).isEmpty();
  }

  private static List<String> inCUdp() throws Exception {
    return verify(reported(start(compiled("udp_echo.c").toString(), "--port", "0")), UdpCases.ALL);
  }

  @Test
  void theServerInCForDatagramsPassesAll() throws Exception {
    assertThat(failures(IN_C_UDP)).isEmpty();
  }

  private static List<String> selector() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path source = Checkout.root().resolve("benchmarks/peers/SelectorEcho.java");
    return verify(reported(start(java, source.toString(), "--port", "0")), STREAM);
  }

  @Test
  void theServerOnASelectorPassesAll() throws Exception {
    assertThat(failures(SELECTOR)).isEmpty();
  }

  private static List<String> socat() throws IOException {
    Shell.assumeInstalled("socat");
    return verifyAt(port ->
        new String[] {
          "socat", "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,backlog=1024", "EXEC:/bin/cat"
        });
  }

  @Test
  void socatWithCatPassesAll() throws Exception {
    assertThat(failures(SOCAT)).isEmpty();
  }

  private static List<String> ncat() throws IOException {
    Shell.assumeInstalled("ncat");
    return verifyAt(port ->
        new String[] {
          "ncat", "--listen", "127.0.0.1", port, "--keep-open", "-m", "1000", "-e", "/bin/cat"
        });
  }

  /**
   * It writes to its program before it reads from it: where much is under way, both wait for ever.
   * At the client's end it ends, and what its program still has is lost. Which of the cases with
   * many bytes meet that depends on what is under way then; no other one may fail.
   */
  @Test
  void ncatLosesAndStallsWhatIsUnderWay() throws Exception {
    assertThat(failures(NCAT))
        .isNotEmpty()
        .isSubsetOf(
            "sizes", "long-stream", "half-close-returns-everything", "late-reader-loses-nothing");
  }

  private static List<String> inetd() throws IOException {
    Shell.assumeInstalled("inetd");
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.77"), 7);
    assumeTrue(mayListen(address), "this user may not listen on " + address);
    Path configuration = directory.resolve("inetd.conf");
    Files.writeString(
        configuration,
        """
        127.0.0.77:echo stream tcp nowait %1$s internal
        127.0.0.77:echo dgram udp wait %1$s internal
        """
            .formatted(System.getProperty("user.name")));
    Server server = start("inetd", "-i", "-R", "100000", configuration.toString());
    awaitListener(server, address);
    return Stream.concat(verify(address, STREAM).stream(), verify(address, UdpCases.ALL).stream())
        .toList();
  }

  /** Its echo has the port of that name; over UDP it answers no peer on loopback. */
  @Test
  void inetdPassesAllOverTcpAndAnswersNoDatagramOfLoopback() throws Exception {
    assertThat(failures(INETD)).containsExactly("datagram-comes-back");
  }

  private static boolean mayListen(InetSocketAddress address) throws IOException {
    try (ServerSocket stream = new ServerSocket();
        DatagramSocket datagrams = new DatagramSocket(null)) {
      stream.bind(address);
      datagrams.bind(address);
      return true;
    } catch (SocketException refused) {
      return false;
    }
  }
}
