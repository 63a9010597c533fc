package io.echod.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.edge.ClassPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every system call of a server fails once with each errno that its manual page names, while
 * clients are served: that costs one of them at most, and no later client.
 */
@Timeout(180)
final class SystemCallFailureTest {

  /** A client that waits longer has been lost. */
  private static final int PATIENCE_MILLIS = 5_000;

  private static final int MESSAGE_BYTES = 20_000;

  /** The errors of accept(2), "Error handling", and of a system out of means. */
  private static final String ACCEPT =
      "EAGAIN EINTR ECONNABORTED EMFILE ENFILE ENOBUFS ENOMEM EPERM EPROTO ENETDOWN ENOPROTOOPT"
          + " EHOSTDOWN ENONET EHOSTUNREACH EOPNOTSUPP ENETUNREACH EINVAL";

  private static final String SOCKET = "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM";

  private static final String CONNECT =
      "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY ECONNREFUSED EISCONN"
          + " ENETUNREACH ETIMEDOUT EINTR";

  private static final String OPTION = "EINVAL ENOPROTOOPT ENOMEM ENOBUFS";

  /**
   * The calls of each kernel. No EAGAIN where bytes are moved, which would be a lie: Linux says so
   * only where nothing can be moved, and reports when that is over.
   */
  private static final Map<String, String> COMMON =
      Map.of(
          "epoll_ctl", "ENOMEM ENOSPC EPERM EINVAL",
          "shutdown", "ENOTCONN EINVAL ENOBUFS",
          "setsockopt", OPTION,
          "getsockopt", OPTION,
          "getsockname", "EINVAL ENOBUFS",
          "close", "EINTR EIO ENOSPC EDQUOT",
          "socket", SOCKET,
          "connect", CONNECT,
          "bind", "EACCES EADDRINUSE EADDRNOTAVAIL EINVAL ENOMEM",
          "listen", "EADDRINUSE EOPNOTSUPP");

  private static final Map<String, String> EPOLL =
      Map.of(
          "accept4", ACCEPT,
          "recvfrom", "EINTR ECONNREFUSED ECONNRESET ETIMEDOUT ENOMEM ENOTCONN EINVAL EHOSTUNREACH",
          "sendto", "EAGAIN EINTR ECONNRESET EPIPE ENOBUFS ENOMEM ENOTCONN EHOSTUNREACH ETIMEDOUT",
          "epoll_create1", "EMFILE ENFILE ENOMEM",
          "eventfd2", "EMFILE ENFILE ENODEV ENOMEM",
          "epoll_pwait", "EINTR",
          "epoll_pwait2", "EINTR ENOSYS EPERM",
          "poll", "EINTR EAGAIN ENOMEM EINVAL");

  private static final Map<String, String> NIO =
      Map.of(
          "accept", ACCEPT,
          "read", "EINTR ECONNRESET ETIMEDOUT EIO ENOTCONN",
          "write", "EAGAIN EINTR ECONNRESET EPIPE ENOBUFS ENOMEM EHOSTUNREACH",
          "epoll_create1", "EMFILE ENFILE ENOMEM",
          "eventfd2", "EMFILE ENFILE ENODEV ENOMEM",
          "epoll_wait", "EINTR",
          "fcntl", "EINVAL EMFILE");

  private final Random random = new Random(1);
  private final List<String> troubles = new ArrayList<>();

  @Test
  void aFailingCallOfTheEpollKernelCostsOneConnection() throws Exception {
    failEach("epoll", EPOLL);
  }

  @Test
  void aFailingCallOfTheNioKernelCostsOneConnection() throws Exception {
    failEach("nio", NIO);
  }

  private void failEach(String kernel, Map<String, String> own) throws Exception {
    assumeTrue(works("strace", "-V"), "strace is not installed: nothing can make calls fail");
    Map<String, String> all = new TreeMap<>(COMMON);
    all.putAll(own);
    try (Server server = new Server(kernel)) {
      // The first ones load what classes there are left to load.
      server.exchange();
      server.makeCalls();
      for (Map.Entry<String, String> call : all.entrySet()) {
        for (String errno : call.getValue().split(" ", -1)) {
          failOnce(server, call.getKey(), errno);
        }
      }
    }
    assertThat(troubles).isEmpty();
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private void failOnce(Server server, String call, String errno) throws Exception {
    String what = call + " " + errno;
    int lost = 0;
    long before;
    try (Client first = server.client();
        Client second = server.client()) {
      first.exchange();
      second.exchange();
      before = server.descriptors();
      try (Injection injection = new Injection(server, call, errno)) {
        lost += first.survives() ? 0 : 1;
        lost += second.survives() ? 0 : 1;
        lost += server.serves() ? 0 : 1;
        lost += server.makesCalls() ? 0 : 1;
        // The failures are over: clients that come now are served.
        if (!injection.hasFired()) {
          troubles.add(what + ": was never called");
        }
        if (!server.serves()) {
          troubles.add(what + ": no client is served afterwards");
        }
      }
    } catch (IOException failure) {
      troubles.add(what + ": the one before still costs a client: " + failure.getMessage());
      return;
    }
    if (lost > 1) {
      troubles.add(what + ": has cost " + lost);
    }
    long expected = before - 2 + descriptorsLeft(server, call);
    if (!within(PATIENCE_MILLIS, () -> server.descriptors() <= expected)) {
      troubles.add(what + ": leaves " + (server.descriptors() - expected) + " descriptors");
    }
    if (!server.process.isAlive()) {
      troubles.add(what + ": has ended the server");
      throw new AssertionError(troubles);
    }
  }

  /** How many connections can't end by the failure itself. */
  private static int descriptorsLeft(Server server, String call) {
    return switch (call) {
      // One that was kept from the system has closed nothing.
      case "close" -> 1;
      // A selector takes no notice: its stream is silent for ever, for all that a kernel can see.
      case "epoll_ctl" -> server.kernel.equals("nio") ? 1 : 0;
      default -> 0;
    };
  }

  private static boolean within(long millis, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(millis)) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /** The process that is to survive. */
  private final class Server implements AutoCloseable {

    final String kernel;
    final Process process;
    private final BufferedReader output;
    private final int echoPort;
    private final int callPort;

    Server(String kernel) throws IOException {
      this.kernel = kernel;
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:+UseSerialGC",
                  "-cp",
                  // With a whole class path, any class that is not there yet would open every
                  // archive.
                  ClassPath.of(EchoProcess.class, Listener.class),
                  EchoProcess.class.getName(),
                  kernel)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      output = process.inputReader(UTF_8);
      String[] ports = output.readLine().split(" ", -1);
      echoPort = Integer.parseInt(ports[0]);
      callPort = Integer.parseInt(ports[1]);
    }

    Client client() throws IOException {
      return new Client(echoPort);
    }

    void exchange() throws IOException {
      try (Client client = client()) {
        client.exchange();
        client.end();
      }
    }

    boolean serves() {
      try {
        exchange();
        return true;
      } catch (IOException lost) {
        return false;
      }
    }

    char makeCalls() throws IOException {
      try (Client client = new Client(callPort)) {
        client.socket.getOutputStream().write('?');
        return (char) client.socket.getInputStream().read();
      }
    }

    boolean makesCalls() {
      try {
        return makeCalls() == EchoProcess.DONE;
      } catch (IOException lost) {
        return false;
      }
    }

    long descriptors() {
      try (Stream<Path> entries = Files.list(Path.of("/proc", process.pid() + "", "fd"))) {
        return entries.count();
      } catch (IOException gone) {
        return 0;
      }
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly().onExit().join();
      output.close();
    }
  }

  /** One who sends bytes and wants the same back, and nothing else, ever. */
  private final class Client implements AutoCloseable {

    final Socket socket;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
    }

    void exchange() throws IOException {
      byte[] sent = new byte[MESSAGE_BYTES];
      random.nextBytes(sent);
      socket.getOutputStream().write(sent);
      InputStream input = socket.getInputStream();
      for (int place = 0; place < sent.length; ) {
        byte[] received = new byte[sent.length - place];
        int count = input.read(received);
        if (count < 0) {
          throw new IOException("ended after " + place);
        }
        for (int index = 0; index < count; index++, place++) {
          if (received[index] != sent[place]) {
            throw new AssertionError("another byte than was sent, at " + place);
          }
        }
      }
    }

    boolean survives() {
      try {
        exchange();
        return true;
      } catch (IOException lost) {
        return false;
      }
    }

    void end() throws IOException {
      socket.shutdownOutput();
      if (socket.getInputStream().read() >= 0) {
        throw new AssertionError("a byte that was not sent");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** The first call of that name in each thread fails from now on, until it is closed. */
  private static final class Injection implements AutoCloseable {

    private final Process strace;
    private final BufferedReader lines;
    private boolean fired;

    Injection(Server server, String call, String errno) throws IOException {
      strace =
          new ProcessBuilder(
                  "strace",
                  "-f",
                  "-p",
                  String.valueOf(server.process.pid()),
                  "-e",
                  "trace=" + call,
                  "-e",
                  "signal=none",
                  "-e",
                  "inject=" + call + ":error=" + errno + ":when=1")
              .redirectErrorStream(true)
              .start();
      lines = strace.inputReader(UTF_8);
      String line = lines.readLine();
      if (line == null || !line.contains("attached")) {
        throw new IOException("strace can't attach: " + line);
      }
    }

    /** Whether it is reported; strace writes that a while after the call. */
    boolean hasFired() {
      return within(PATIENCE_MILLIS, this::isReported);
    }

    private boolean isReported() {
      try {
        while (lines.ready() && !fired) {
          fired = lines.readLine().contains("INJECTED");
        }
        return fired;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void close() throws IOException {
      // The process alone would close what it has said, too.
      strace.toHandle().destroy();
      lines.transferTo(Writer.nullWriter());
      strace.onExit().join();
      lines.close();
    }
  }
}
