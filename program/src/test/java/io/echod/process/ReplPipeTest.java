package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code echod repl} whose standard input is no terminal. */
class ReplPipeTest {

  @TempDir private Path directory;

  @Test
  void resultsAndNothingElseAreOnStandardOutput() throws Exception {
    try (EchodProcess echod = repl("(display \"shown\")\n(+ 1\n   2)\n\"text\"\n")) {
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.output()).isEqualTo("shown\n3\n\"text\"\n");
      assertThat(echod.errors()).isEmpty();
    }
  }

  @Test
  void aSingleFormDisplaysJustWhatItDisplays() throws Exception {
    try (EchodProcess echod = repl("(display 1)")) {
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.output()).isEqualTo("1");
    }
  }

  @Test
  void anErrorIsOneLineWithItsPlaceAndShowsInTheExitCode() throws Exception {
    try (EchodProcess echod = repl("(+ 1 1)\n\n(unknown)\n(+ 2 2)\n(list \"open\n")) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.output()).isEqualTo("2\n4\n");
      assertThat(echod.errors().lines())
          .satisfiesExactly(
              first -> assertThat(first).isEqualTo("repl:3:2: unknown is not defined"),
              second -> assertThat(second).startsWith("repl:").contains("has no end"));
    }
  }

  @Test
  void exitGivesItsCodeAndWhatFollowsIsNotEvaluated() throws Exception {
    try (EchodProcess echod = repl("(display 1)\n(exit 7)\n(display 2)\n")) {
      assertThat(echod.exitCode()).isEqualTo(7);
      assertThat(echod.output()).isEqualTo("1");
    }
  }

  @Test
  void theScriptIsLoadedFirstAndFindsItsArguments() throws Exception {
    Path script = directory.resolve("script.scm");
    Files.writeString(script, "(define words (cdr (command-line)))\n(define n 41)\n");
    try (EchodProcess echod = repl("(+ n 1)\nwords\n", script.toString(), "a", "b")) {
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.output()).isEqualTo("42\n(\"a\" \"b\")\n");
    }
  }

  @Test
  void aScriptThatIsWrongEndsItWithoutAUserToMendIt() throws Exception {
    Path script = Files.writeString(directory.resolve("wrong.scm"), "(display 1)\n(unknown)\n");
    try (EchodProcess echod = repl("(display 2)", script.toString())) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.output()).isEqualTo("1");
      assertThat(echod.errors()).contains("wrong.scm:2").hasLineCount(1);
    }
  }

  @Test
  void withASocketItGoesOnAfterItsInputUntilASignal() throws Exception {
    Path socket = directory.resolve("prompt");
    try (EchodProcess echod = repl("(display \"read\\n\")\n", "--listen=unix:" + socket)) {
      Await.until("the input to be read", () -> echod.output().equals("read\n"));
      Await.until("the socket to be there", () -> answers(socket));
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.errors()).isEmpty();
      assertThat(socket).doesNotExist();
    }
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Test
  void aSocketThatCannotBeIsOneLine() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    try (EchodProcess echod = repl("", "--listen=unix:" + file)) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.errors())
          .startsWith("echod: can't listen on unix:")
          .endsWith("the file exists and is not a socket\n")
          .hasLineCount(1);
    }
  }

  private EchodProcess repl(String input, String... arguments) throws IOException {
    Path file = Files.writeString(directory.resolve("input"), input);
    String[] words = new String[arguments.length + 1];
    words[0] = "repl";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return EchodProcess.run(Launch.DEFAULT.after("exec <" + file), words);
  }
}
