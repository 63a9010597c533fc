package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.ScriptProcess;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How scripts end: by themselves, by a signal, and with which exit code. */
class SchemeExitTest {

  private static final String LISTENING =
      """
      (define dispatcher (iox-create))
      (define listener (tcp-listen 0))
      (display (string-append "port " (tcp-name listener) "\n"))
      """;

  /** Sends every client a million bytes: more than the system takes, less than a queue holds. */
  private static final String GENEROUS =
      LISTENING
          + """
          (iox-onio dispatcher
                    (lambda (callback reason listener)
                      (let ((endpoint (tcp-answer listener)))
                        (skt-setbuf (tcp-fd endpoint) 0 65536)
                        (tcp-write endpoint (make-string 1000000 #\\a))))
                    listener IOX_READ (tcp-fd listener))
          (iox-monitor dispatcher)
          """;

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "(exit), 0",
    "(exit 7), 7",
    "(exit #f), 1",
    "(exit #t), 0",
    "(car 1), 1",
    "'(define d (iox-create)) (iox-after d (lambda (c r u) (exit 5)) 1 0) (iox-monitor d)', 5"
  })
  void theExitCodeIsTheScripts(String text, int code) throws Exception {
    try (ScriptProcess script = ScriptProcess.run(text)) {
      assertThat(script.exitCode()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(iox-onio dispatcher (lambda (c r u) (tcp-answer u)) listener IOX_READ (tcp-fd listener))"
            + " (iox-monitor dispatcher)",
        "(tcp-answer listener)",
        "(tcp-answer listener 1000)",
        "(define client (tcp-answer listener)) (display \"\\n\") (tcp-read client 10)",
      })
  void theFirstSignalEndsAScriptInAnyWait(String wait) throws Exception {
    try (ScriptProcess script = ScriptProcess.run(LISTENING + wait)) {
      InetSocketAddress address = script.address();
      if (wait.contains("tcp-read")) {
        try (EchoClient client = EchoClient.connect(address)) {
          client.send(new byte[] {1, 2, 3});
          Await.until("the client to be answered", () -> script.output().endsWith("\n\n"));
          script.signal("TERM");
          assertThat(client.receiveToEnd()).isEmpty();
        }
      } else {
        script.signal("TERM");
      }
      assertThat(script.exitCode()).isZero();
      assertThat(script.process().problems()).isEmpty();
    }
  }

  @Test
  void aSignalEndsAScriptThatReadsALine(@TempDir Path directory) throws Exception {
    Path typed = directory.resolve("typed");
    assertThat(new ProcessBuilder("mkfifo", typed.toString()).start().waitFor()).isZero();
    // Open for writing too, so that the script is not at the end of its input.
    try (RandomAccessFile keyboard = new RandomAccessFile(typed.toFile(), "rw")) {
      keyboard.write("one\n".getBytes(StandardCharsets.UTF_8));
      Launch launch = Launch.DEFAULT.within("/bin/sh", "-c", "exec \"$@\" <" + typed, "sh");
      String script = "(display (read-line)) (newline) (read-line) (display \"never\")";
      try (ScriptProcess reading = ScriptProcess.run(launch, script)) {
        Await.until("the first line", () -> reading.output().equals("one\n"));
        reading.signal("TERM");
        assertThat(reading.exitCode()).isZero();
        assertThat(reading.errors()).isEmpty();
        assertThat(reading.output()).isEqualTo("one\n");
      }
    }
  }

  @Test
  void whatIsQueuedForASlowReaderIsStillWrittenAtASignal() throws Exception {
    try (ScriptProcess script = ScriptProcess.run(GENEROUS);
        EchoClient slow = EchoClient.connect(script.address(), 4096)) {
      assertThat(slow.receive(1)).containsExactly('a');
      script.signal("TERM");
      assertThat(slow.receiveToEnd()).hasSize(999_999);
      slow.leave();
      assertThat(script.exitCode()).isZero();
    }
  }

  @Test
  void whatIsQueuedIsStillWrittenAtAnErrorOfTheScript() throws Exception {
    String text =
        GENEROUS
            .replace(
                "(iox-monitor dispatcher)",
                """
                (let wait () (iox-monitor dispatcher 0.01) (if (= served 0) (wait)))
                (car 'over)
                """)
            .replace("(tcp-write", "(set! served 1) (tcp-write");
    try (ScriptProcess script = ScriptProcess.run("(define served 0)" + text);
        EchoClient slow = EchoClient.connect(script.address(), 4096)) {
      assertThat(slow.receiveToEnd()).hasSize(1_000_000);
      slow.leave();
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors()).contains("car: argument 1 is over; expected a pair");
    }
  }

  @Test
  void aSecondSignalEndsTheProcessAtOnce() throws Exception {
    try (ScriptProcess script = ScriptProcess.run(GENEROUS);
        EchoClient never = EchoClient.connect(script.address(), 4096)) {
      assertThat(never.receive(1)).containsExactly('a');
      script.signal("TERM");
      Await.until("the listener to close", () -> isRefused(script.address()));
      script.signal("TERM");
      assertThat(script.exitCode()).isEqualTo(1);
    }
  }

  private static boolean isRefused(InetSocketAddress address) {
    try (EchoClient late = EchoClient.connect(address)) {
      return late.localPort() == 0;
    } catch (java.io.IOException refused) {
      return true;
    }
  }

  @Test
  void aReaderOfStandardOutputMayGo() throws Exception {
    String chatty =
        LISTENING
            + """
            (iox-debug 1)
            (tcp-debug 1)
            (define (echo callback reason client)
              (let ((text (tcp-read client -1024)))
                (if text (tcp-write client text) (tcp-destroy client))))
            (iox-onio dispatcher
                      (lambda (callback reason listener)
                        (let ((client (tcp-answer listener)))
                          (iox-onio dispatcher echo client IOX_READ (tcp-fd client))))
                      listener IOX_READ (tcp-fd listener))
            (iox-monitor dispatcher)
            """;
    Launch launch = Launch.DEFAULT.within("/bin/bash", "-c", "exec \"$@\" > >(head -n 1)", "bash");
    try (ScriptProcess script = ScriptProcess.run(launch, chatty);
        EchoClient client = EchoClient.connect(script.address())) {
      for (int count = 0; count < 1000; count++) {
        client.echo("hello");
      }
      assertThat(script.output()).hasLineCount(1);
      assertThat(script.process().problems()).isEmpty();
      script.signal("TERM");
      client.leave();
      assertThat(script.exitCode()).isZero();
    }
  }

  @Test
  void optionsBehindTheScriptAreItsOwn() throws Exception {
    try (ScriptProcess script =
        ScriptProcess.run("(display (cdr (command-line)))", "--port", "5", "-h", "--check")) {
      assertThat(script.exitCode()).isZero();
      assertThat(script.output()).isEqualTo("(--port 5 -h --check)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run --check", "run --unknown x.scm"})
  void badUsageIsExitCodeTwo(String words) throws Exception {
    try (EchodProcess echod = EchodProcess.run(Launch.DEFAULT, words.split(" ", -1))) {
      assertThat(echod.exitCode()).isEqualTo(2);
      assertThat(echod.errors()).startsWith("echod: ").hasLineCount(2);
      assertThat(echod.output()).isEmpty();
    }
  }

  @Test
  void noHandlerOfTheScriptsHoldsItsEnd() throws Exception {
    try (ScriptProcess script =
        ScriptProcess.run(
            """
            (define d (iox-create))
            (iox-after d
              (lambda (c r u) (guard (e (#t #f)) (exit 3)) (tcp-debug 0) (display "on"))
              0 0)
            (let loop () (guard (e (#t (display "held"))) (iox-monitor d)) (loop))
            """)) {
      assertThat(script.exitCode()).isEqualTo(3);
      assertThat(script.output()).isEmpty();
    }
  }
}
