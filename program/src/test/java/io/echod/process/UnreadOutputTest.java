package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import io.echod.fixture.ScriptProcess;
import io.echod.fixture.UnreadPipe;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's output is not read, or a disk is full: clients must not notice. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class UnreadOutputTest {

  @TempDir private Path folder;

  /** With a line or more for each, far more than the pipe takes and the program keeps. */
  private static final int MESSAGES = 6000;

  private static final String ECHO =
      """
      (define dispatcher (iox-create))
      (define listener (tcp-listen "0@127.0.0.1"))
      (display (tcp-name listener))
      (newline)
      (define (echo callback reason client)
        (let ((text (tcp-read client -1024)))
          (if text (tcp-write client text) (tcp-destroy client))))
      (iox-onio dispatcher
                (lambda (callback reason listener)
                  (let ((client (tcp-answer listener)))
                    (iox-onio dispatcher echo client IOX_READ (tcp-fd client))))
                listener IOX_READ (tcp-fd listener))
      """;

  @Test
  void aServerWhoseLogIsNotReadServesAndEnds() throws Exception {
    try (UnreadPipe pipe = UnreadPipe.make();
        EchodProcess echod = EchodProcess.serve(pipe.as(2), "-vv", "--dispatchers=1")) {
      exchange(echod.address());
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
    }
  }

  @Test
  void whatIsDroppedOfALogIsCounted() throws Exception {
    try (UnreadPipe pipe = UnreadPipe.make();
        EchodProcess echod = EchodProcess.serve(pipe.as(2), "-vv", "--dispatchers=1")) {
      exchange(echod.address());
      assertThat(pipe.readLineWith(" dropped here: "))
          .matches("echod: [0-9]+ lines dropped here: standard error did not take them");
    }
  }

  @Test
  void aScriptWhoseTraceIsNotReadServesAndEnds() throws Exception {
    String chatty = "(iox-debug 1) (tcp-debug 1)" + ECHO + "(iox-monitor dispatcher)";
    try (UnreadPipe pipe = UnreadPipe.make();
        ScriptProcess script = ScriptProcess.run(pipe.as(1), chatty)) {
      exchange(address(pipe));
      script.signal("TERM");
      assertThat(script.exitCode()).isZero();
    }
  }

  @Test
  void aScriptAtItsTopLevelWaitsForItsReaderAndLosesNothing() throws Exception {
    String long_ =
        "(do ((n 0 (+ n 1))) ((= n 60000)) (display n) (newline)) (display \"the end\") (newline)";
    try (UnreadPipe pipe = UnreadPipe.make();
        ScriptProcess script = ScriptProcess.run(pipe.as(1), long_)) {
      for (int number = 0; number < 60_000; number++) {
        assertThat(pipe.readLine()).isEqualTo(Integer.toString(number));
      }
      assertThat(pipe.readLine()).isEqualTo("the end");
      assertThat(script.exitCode()).isZero();
    }
  }

  @Test
  void aScriptThatEndsWaitsForWhoReadsWhatItsCallbacksHaveDisplayed() throws Exception {
    String last =
        """
        (define dispatcher (iox-create))
        (define (count callback reason data)
          (do ((n 0 (+ n 1))) ((= n 6000)) (display "the last words ") (display n) (newline)))
        (iox-after dispatcher count 0 0)
        (iox-monitor dispatcher)
        """;
    try (UnreadPipe pipe = UnreadPipe.make();
        ScriptProcess script = ScriptProcess.run(pipe.as(1), last)) {
      assertThat(pipe.readLine()).isEqualTo("the last words 0");
      assertThat(script.process().runsOnFor(Duration.ofMillis(600))).isTrue();
      for (int number = 1; number < 6000; number++) {
        assertThat(pipe.readLine()).isEqualTo("the last words " + number);
      }
      assertThat(script.exitCode()).isZero();
    }
  }

  @Test
  void aPromptWhoseAnswersAreNotReadHoldsUpNoClient() throws Exception {
    Path script = Files.writeString(folder.resolve("echo.scm"), "(iox-debug 1)" + ECHO);
    Path forms =
        Files.writeString(
            folder.resolve("forms"),
            "(do ((n 0 (+ n 1))) ((= n 20000)) (display \"more than anybody reads\") (newline))");
    try (UnreadPipe pipe = UnreadPipe.make();
        EchodProcess echod = EchodProcess.run(pipe.asOutputFor(forms), "repl", script.toString())) {
      exchange(address(pipe));
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
    }
  }

  @Test
  void aSignalEndsAScriptThatWaitsForItsReader() throws Exception {
    String endless = "(let loop () (display \"for ever\") (newline) (loop))";
    try (UnreadPipe pipe = UnreadPipe.make();
        ScriptProcess script = ScriptProcess.run(pipe.as(1), endless)) {
      assertThat(pipe.readLine()).isEqualTo("for ever");
      script.signal("TERM");
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors())
          .startsWith("echod: the script did not end within 5 s and is cut off, at FILE:1");
    }
  }

  @Test
  void aSignalEndsAScriptWhoseCallbackNeverReturns() throws Exception {
    String stuck =
        ECHO
            + """
            (iox-after dispatcher
                       (lambda (callback reason data)
                         (display "stuck")
                         (newline)
                         (display "for good")
                         (let loop () (loop)))
                       '() 0)
            (iox-after dispatcher (lambda (callback reason data) #t) '() 0)
            (iox-monitor dispatcher)
            """;
    try (ScriptProcess script = ScriptProcess.run(stuck)) {
      script.process().awaitOutput("\n");
      script.signal("TERM");
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.output()).endsWith("stuck\nfor good");
      assertThat(script.errors())
          .contains("has been running for more than a second")
          .contains("echod: the script did not end within 5 s");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "help run", "simulate --seed 1 --trace", "run %s"})
  void aFullDiskIsAFailureAndNamed(String line) throws Exception {
    Launch full = Launch.DEFAULT.within("/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh");
    Path script = Files.writeString(folder.resolve("hello.scm"), "(display \"hello\")");
    String[] words = line.replace("%s", script.toString()).split(" ", -1);
    try (EchodProcess echod = EchodProcess.run(full, words)) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.errors())
          .endsWith("echod: can't write to standard output: No space left on device\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "simulate --seed 1 --trace"})
  void aReaderThatHasGoneIsNoFailure(String line) throws Exception {
    Launch gone =
        Launch.DEFAULT.within("/bin/bash", "-c", "exec \"$@\" > >(exec head -n 1)", "bash");
    try (EchodProcess echod = EchodProcess.run(gone, line.split(" ", -1))) {
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.errors()).doesNotContain("standard output");
    }
  }

  private static InetSocketAddress address(UnreadPipe pipe) throws Exception {
    String line = pipe.readLine();
    while (!line.matches("[0-9]+")) {
      line = pipe.readLine();
    }
    return Loopback.ipv4(Integer.parseInt(line));
  }

  private static void exchange(InetSocketAddress address) throws Exception {
    try (EchoClient client = EchoClient.connect(address)) {
      for (int count = 0; count < MESSAGES; count++) {
        client.echo("hello");
      }
    }
  }
}
