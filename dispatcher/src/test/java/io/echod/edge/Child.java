package io.echod.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process with a small heap, which is spoken to in lines. Its log is thrown away. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final PrintWriter input;

  /** Runs a main class with the class path of this process. */
  Child(Class<?> main, String... arguments) throws IOException {
    Stream<String> command =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx24m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    process =
        new ProcessBuilder(Stream.concat(command, Stream.of(arguments)).toList())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  void tell(String line) {
    input.println(line);
  }

  /** The next line; waits for it. */
  String line() throws IOException {
    String line = output.readLine();
    return line == null ? "" : line;
  }

  /** Whether a line, or its beginning, has come. */
  boolean hasLine() throws IOException {
    return output.ready();
  }

  /** All lines to the end. */
  List<String> lines() {
    return output.lines().toList();
  }

  /** Whether it comes to its end by itself. */
  boolean ends(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
