package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import io.echod.fixture.ScriptProcess;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that can't be read, compiled, or run to their end; and files of every kind. */
class SchemeLoadTest {

  @TempDir private Path directory;

  @Test
  void syntaxErrorsAreAllReportedInOrderAndNothingIsRun() throws Exception {
    fails(
        """
        (display "ran")
        (define (f x)
          (if))
        (let ((x)) x)
        (lambda)
        """,
        """
        FILE:3:3: too few expressions for 'if'
        FILE:4:8: let has no initializer
        FILE:5:1: missing formals in lambda
        """,
        "");
  }

  @Test
  void noMoreThanTwentyErrorsAreReported() throws Exception {
    try (ScriptProcess script = ScriptProcess.run("(if)\n".repeat(30))) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors().lines())
          .hasSize(21)
          .startsWith("FILE:1:1: too few expressions for 'if'")
          .endsWith("... and 10 more");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (car (list 1 2)    | FILE:1:1: the list that begins here has no end
            (car 1))         | FILE:1:10: a closing parenthesis too many
          (display "abc      | FILE:1:10: the string that begins here has no end
          (display #q)       | FILE:1:11: invalid dispatch character 'Q'
          """)
  void unreadableTextIsReportedWithItsColumn(String text, String message) throws Exception {
    try (ScriptProcess script = ScriptProcess.run(text)) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors()).startsWith("FILE:1:").hasLineCount(1);
      assertThat(script.errors().replaceFirst("FILE:1:\\d+", ""))
          .isEqualTo(message.replaceFirst("FILE:1:\\d+", "") + "\n");
    }
  }

  @Test
  void anErrorAtTheTopLevelEndsTheScript() throws Exception {
    fails(
        "(display 1)\n\n(car '())\n(display 2)",
        "FILE:3: car: argument 1 is (); expected a pair\n",
        "1");
    fails("(display 1)\n  (display here)", "FILE:2:12: here is not defined\n", "1");
    fails("(error \"no way\" 'out)", "FILE:1: no way out\n", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"load", "include"})
  void aFileThatIsLoadedHasItsOwnLines(String procedure) throws Exception {
    Path library = directory.resolve("library.scm");
    Files.writeString(library, "(define (first-of list)\n\n  (car list))\n");
    Path file = directory.resolve("script.scm");
    Files.writeString(
        file, "(" + procedure + " \"library.scm\")\n(display (first-of '(1)))\n(first-of '())\n");
    try (ScriptProcess script = ScriptProcess.run(Launch.DEFAULT, file)) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.output()).isEqualTo("1");
      assertThat(script.errors())
          .isEqualTo(library + ":3: car: argument 1 is (); expected a pair\n");
    }
  }

  @Test
  void anUnreadableFileIsReportedInOneLine() throws Exception {
    try (ScriptProcess missing = ScriptProcess.run(Launch.DEFAULT, directory.resolve("none.scm"))) {
      assertThat(missing.exitCode()).isEqualTo(1);
      assertThat(missing.errors()).isEqualTo("FILE: no such file\n");
    }
    Path inner = Files.createDirectory(directory.resolve("inner"));
    try (ScriptProcess folder = ScriptProcess.run(Launch.DEFAULT, inner)) {
      assertThat(folder.exitCode()).isEqualTo(1);
      assertThat(folder.errors()).isEqualTo("FILE: can't be read: Is a directory\n");
    }
  }

  @Test
  void anEmptyFileDoesNothing() throws Exception {
    succeeds("", "");
  }

  @Test
  void carriageReturnsAndAByteOrderMarkAndAFirstLineForTheShellDoNoHarm() throws Exception {
    succeeds("(display 1)\r\n; two\r\n(display \"b\")\r\n", "1b");
    succeeds("\u00ef\u00bb\u00bf(display 1)", "1");
    fails("\u00ef\u00bb\u00bf(if)", "FILE:1:1: too few expressions for 'if'\n", "");
    fails(
        "#!/usr/bin/env -S echod run\n(display 1)\r\n(car 2)",
        "FILE:3: car: argument 1 is 2; expected a pair\n",
        "1");
  }

  @Test
  void everyByteGoesThroughStringsAndComments() throws Exception {
    StringBuilder bytes = new StringBuilder();
    for (char each = 128; each < 256; each++) {
      bytes.append(each);
    }
    Path output = directory.resolve("output");
    Launch launch = Launch.DEFAULT.after("exec >" + output);
    String text = "; " + bytes + "\n#| " + bytes + " |#\n(display \"" + bytes + "\")\n(car 1)";
    try (ScriptProcess script = ScriptProcess.run(launch, text)) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors()).isEqualTo("FILE:4: car: argument 1 is 1; expected a pair\n");
      assertThat(Files.readString(output, StandardCharsets.ISO_8859_1)).isEqualTo(bytes.toString());
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, Loopback.IPV4);
        ScriptProcess script =
            ScriptProcess.run(
                "(tcp-listen (string-append (cadr (command-line)) \"@127.0.0.1\"))",
                "" + taken.getLocalPort())) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors())
          .startsWith("FILE:1: tcp-listen: can't listen on tcp://127.0.0.1:" + taken.getLocalPort())
          .endsWith("Address already in use\n")
          .hasLineCount(1);
    }
  }

  private static void succeeds(String text, String output) throws Exception {
    try (ScriptProcess script = ScriptProcess.run(text)) {
      assertThat(script.exitCode()).isZero();
      assertThat(script.errors()).isEmpty();
      assertThat(script.output()).isEqualTo(output);
    }
  }

  private static void fails(String text, String errors, String output) throws Exception {
    try (ScriptProcess script = ScriptProcess.run(text)) {
      assertThat(script.exitCode()).isEqualTo(1);
      assertThat(script.errors()).isEqualTo(errors);
      assertThat(script.output()).isEqualTo(output);
    }
  }
}
