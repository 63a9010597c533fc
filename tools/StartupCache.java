import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes what the launcher starts the program fast with: ahead-of-time caches of the virtual machine
 * (JEP 483, 514, 515), one for the server and one for scripts. Each comes from a run that really
 * serves, on a free port of the loopback address.
 *
 * <p>Arguments: the directory of the jar, the directory of the checkout. The build starts it as a
 * source file. The program runs without the caches, too: where one can't be made, that is a line on
 * standard error and no failure.
 */
public final class StartupCache {

  /** The launcher's: a cache fits no other collector and no other object headers. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED");

  private static final int CONNECTIONS = 20;
  private static final int MESSAGES = 20;
  private static final int[] MESSAGE_BYTES = {1, 64, 512, 1024};
  private static final int DEADLINE_SECONDS = 60;

  private final Path java = Path.of(System.getProperty("java.home"));
  private final Path jar;
  private final Path caches;

  private StartupCache(Path target) {
    jar = target.resolve("echod.jar");
    caches = target.resolve("aot");
  }

  public static void main(String[] args) {
    Path target = Path.of(args[0]);
    String script = Path.of(args[1], "benchmarks", "peers", "echo.scm").toString();
    try {
      new StartupCache(target)
          .make(
              List.of("serve", "--port=0", "--bind=127.0.0.1", "--kernel=auto"),
              List.of("run", "--kernel=auto", script));
    } catch (Exception failure) {
      System.err.println("echod will start slower, without its startup cache: " + failure);
    }
    // Ends whatever a failure has left.
    System.exit(0);
  }

  /** Makes a cache for each of these command lines, named after its first word. */
  @SafeVarargs
  private void make(List<String>... commands) throws Exception {
    if (isMade(commands)) {
      return;
    }
    Files.createDirectories(caches);
    Files.deleteIfExists(stamp());
    ExecutorService side = Executors.newFixedThreadPool(commands.length);
    List<Future<Path>> made = new ArrayList<>();
    for (List<String> command : commands) {
      made.add(side.submit((Callable<Path>) () -> make(command)));
    }
    for (Future<Path> one : made) {
      try {
        one.get();
      } catch (ExecutionException failure) {
        throw failure.getCause() instanceof Exception cause ? cause : failure;
      }
    }
    Files.writeString(stamp(), java + "\n");
  }

  /** What the launcher reads: the Java that the caches are of, written once they are there. */
  private Path stamp() {
    return caches.resolve("java");
  }

  private Path cache(String name) {
    return caches.resolve(name + ".aot");
  }

  private boolean isMade(List<String>[] commands) throws IOException {
    if (!Files.exists(stamp()) || !Files.readString(stamp()).strip().equals(java.toString())) {
      return false;
    }
    for (List<String> command : commands) {
      Path cache = cache(command.getFirst());
      if (!Files.exists(cache) || newestInputMillis() >= millis(cache)) {
        return false;
      }
    }
    return true;
  }

  private long newestInputMillis() throws IOException {
    try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
      return Stream.concat(
              Stream.of(jar, java.resolve("release"), java.resolve("lib/modules")), libraries)
          .filter(Files::exists)
          .mapToLong(StartupCache::millis)
          .max()
          .orElse(Long.MAX_VALUE);
    }
  }

  private static long millis(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path make(List<String> command) throws Exception {
    String name = command.getFirst();
    Path recorded = caches.resolve(name + ".recorded");
    Path unfinished = caches.resolve(name + ".new");
    Path log = caches.resolve(name + ".log");
    Files.deleteIfExists(log);
    try {
      List<String> training = java("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded);
      training.addAll(List.of("-jar", jar.toString()));
      training.addAll(command);
      Process server = start(training, log, ProcessBuilder.Redirect.PIPE);
      try {
        serve(server, log);
        // By its handle: that closes no stream that it still writes to.
        server.toHandle().destroy();
        awaitEnd(server, log);
      } finally {
        server.destroyForcibly();
      }
      List<String> assembly =
          java(
              "-XX:AOTMode=create",
              "-XX:AOTConfiguration=" + recorded,
              "-XX:AOTCache=" + unfinished);
      assembly.addAll(List.of("-cp", jar.toString()));
      // It tells where it has put what; were it not read, that would be a broken pipe.
      Process assembler = start(assembly, log, ProcessBuilder.Redirect.appendTo(log.toFile()));
      try {
        awaitEnd(assembler, log);
      } finally {
        assembler.destroyForcibly();
      }
      return Files.move(unfinished, cache(name), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(recorded);
      Files.deleteIfExists(unfinished);
    }
  }

  private List<String> java(String... flags) {
    List<String> words = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
    words.addAll(FLAGS);
    words.addAll(Arrays.asList(flags));
    return words;
  }

  private static Process start(List<String> words, Path log, ProcessBuilder.Redirect output)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    // They would change the virtual machine or the server.
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            name.startsWith("ECHOD_")
                || name.equals("JAVA_TOOL_OPTIONS")
                || name.equals("JDK_JAVA_OPTIONS"));
    Process process =
        builder
            .redirectOutput(output)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    // Whatever ends this one, nothing is to serve on.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** Is a few clients of it. */
  private static void serve(Process server, Path log) throws Exception {
    int port = port(server, log);
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(DEADLINE_SECONDS * 1000);
        DataInputStream answers = new DataInputStream(socket.getInputStream());
        for (int message = 0; message < MESSAGES; message++) {
          byte[] bytes = new byte[MESSAGE_BYTES[message % MESSAGE_BYTES.length]];
          Arrays.fill(bytes, (byte) message);
          socket.getOutputStream().write(bytes);
          byte[] answer = new byte[bytes.length];
          answers.readFully(answer);
          if (!Arrays.equals(answer, bytes)) {
            throw new IOException("the server answers something else");
          }
        }
      }
    }
  }

  /** The port that it tells; a server that tells none in time is ended. */
  private static int port(Process server, Path log) throws Exception {
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      BufferedReader output = server.inputReader(StandardCharsets.ISO_8859_1);
      // The virtual machine writes warnings of its own there, too.
      Future<Optional<String>> line =
          reader.submit(() -> output.lines().filter(text -> text.matches(".*:[0-9]+")).findFirst());
      try {
        String listening =
            line.get(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .orElseThrow(
                    () -> new IOException("the server has ended; its messages are in " + log));
        return Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
      } finally {
        if (!line.isDone()) {
          server.destroyForcibly();
        }
      }
    }
  }

  private static void awaitEnd(Process process, Path log) throws Exception {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("not done in " + DEADLINE_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException("exit code " + process.exitValue() + "; messages are in " + log);
    }
  }
}
