package io.echod.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.TestScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The behaviour of {@code echod run --watch} when the file is saved. */
class WatchTest {

  @TempDir private Path directory;
  private Path script;
  private EchodProcess echod;
  private EchoClient client;

  @BeforeEach
  void start() throws IOException {
    script = directory.resolve("greeter.scm");
    Files.copy(TestScript.of("greeter.scm"), script);
    echod = EchodProcess.script(Launch.DEFAULT, List.of("--watch"), script);
    client = EchoClient.connect(echod.address());
    assertThat(ask()).isEqualTo("hello 1\n");
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    echod.close();
  }

  @Test
  void aChangedProcedureIsCalledForConnectionsThatAreUp() throws IOException {
    change("(string-append greeting", "(string-append \"very \" greeting");
    awaitMessage("reloaded: answer");
    assertThat(ask()).isEqualTo("very hello 2\n");
  }

  @Test
  void aChangedProcedureThatIsOnlyCalledByOthersTakesEffect() throws IOException {
    change("(+ number 1)", "(+ number 10)");
    awaitMessage("reloaded: next");
    assertThat(ask()).isEqualTo("hello 11\n");
  }

  @Test
  void aNameThatIsDefinedTwiceIsReloadedOnlyWhereItHasChanged() throws IOException {
    Files.writeString(
        script,
        Files.readString(script)
            + "(define (twice) 1)\n"
            + "(define (twice) 2)\n"
            + "(define late 1)\n"
            + "(define late (+ 1 late))\n");
    awaitMessage("reloaded: twice, late");
    change("(+ number 1)", "(+ number 10)");
    awaitMessage("reloaded: next\n");
    change("(define late 1)", "(define late 5)");
    awaitMessage("computed at the start, so not reloaded: late in line");
  }

  @Test
  void aChangedMacroTakesEffectWhereItIsUsed() throws IOException {
    change("(string-append text end)", "(string-append text \"!\" end)");
    awaitMessage("reloaded: line");
    assertThat(ask()).isEqualTo("hello 2!\n");
  }

  @Test
  void aChangedConstantIsDefinedAnewAndAnUnchangedOneKeepsWhatTheScriptHasSet() throws IOException {
    change("\"hello \"", "\"good day \"");
    awaitMessage("reloaded: greeting");
    assertThat(ask()).isEqualTo("good day 2\n");
  }

  @Test
  void newDefinitionsAreMadeAndUsed() throws IOException {
    change(
        "(define (next number) (+ number 1))",
        "(define steps (list 5 6))\n(define (next number) (+ number (car steps)))");
    awaitMessage("reloaded: steps, next");
    assertThat(ask()).isEqualTo("hello 6\n");
  }

  @Test
  void aComputedValueIsKeptAndReported() throws IOException {
    change("\"0@127.0.0.1\"", "\"0@127.0.0.2\"");
    awaitMessage("computed at the start, so not reloaded: listener in line ");
    assertThat(ask()).isEqualTo("hello 2\n");
  }

  @Test
  void newConnectionsGetTheNewProcedures() throws IOException {
    // In one go: between two, the file may be read.
    Files.writeString(
        script,
        text()
            .replace("answer client IOX_READ", "refuse client IOX_READ")
            .replace(
                "(define (answer",
                "(define (refuse c r client) (tcp-destroy client))\n(define (answer"),
        ISO_8859_1);
    awaitMessage("reloaded: refuse");
    assertThat(ask()).isEqualTo("hello 2\n");
    try (EchoClient late = EchoClient.connect(echod.address())) {
      late.send("?".getBytes(ISO_8859_1));
      assertThat(late.receiveToEnd()).isEmpty();
    }
  }

  @Test
  void aFileThatDoesNotCompileIsReportedAndChangesNothing() throws IOException {
    change("(define greeting \"hello \")", "(define greeting \"never \")\n(if)");
    awaitMessage("not reloaded; what runs is unchanged");
    awaitMessage("greeter.scm:5:1: ");
    assertThat(ask()).isEqualTo("hello 2\n");
    change("\n(if)", "");
    awaitMessage("reloaded: greeting");
    assertThat(ask()).isEqualTo("never 3\n");
  }

  @Test
  void aFileThatNestsTooDeepIsReportedAndTheServerGoesOn() throws IOException {
    change("(define greeting \"hello \")", "(".repeat(200_000));
    awaitMessage("not reloaded; what runs is unchanged");
    assertThat(ask()).isEqualTo("hello 2\n");
  }

  @Test
  void dataThatGoRoundInCirclesAreCompared() throws IOException {
    change("(define greeting \"hello \")", "(define ring '#1=(a . #1#))\n(define greeting \"a \")");
    awaitMessage("reloaded: ring, greeting");
    change("\"a \"", "\"b \"");
    awaitMessage("reloaded: greeting\n");
    assertThat(ask()).isEqualTo("b 2\n");
  }

  @Test
  void aFileThatIsReplacedByAnotherIsSeen() throws IOException {
    Path other = directory.resolve("other.scm");
    Files.writeString(other, text().replace("hello", "moin"), ISO_8859_1);
    Files.move(other, script, StandardCopyOption.REPLACE_EXISTING);
    awaitMessage("reloaded: greeting");
    assertThat(ask()).isEqualTo("moin 2\n");
  }

  @Test
  void aFileThatIsGoneForAWhileIsSeenOnceItIsBack() throws IOException {
    String changed = text().replace("hello", "moin");
    Files.delete(script);
    assertThat(ask()).isEqualTo("hello 2\n");
    Files.writeString(script, changed, ISO_8859_1);
    awaitMessage("reloaded: greeting");
    assertThat(ask()).isEqualTo("moin 3\n");
  }

  @Test
  void aChangeOfEqualDateAndLengthIsSeen() throws IOException {
    FileTime date = Files.getLastModifiedTime(script);
    Path other = directory.resolve("other.scm");
    Files.writeString(other, text().replace("hello", "salve"), ISO_8859_1);
    Files.setLastModifiedTime(other, date);
    Files.move(other, script, StandardCopyOption.REPLACE_EXISTING);
    awaitMessage("reloaded: greeting");
    assertThat(ask()).isEqualTo("salve 2\n");

    Files.writeString(script, text().replace("salve", "hallo"), ISO_8859_1);
    Files.setLastModifiedTime(script, date);
    Await.until("the second change", () -> ask().startsWith("hallo"));
  }

  @Test
  void aNewImportIsDone() throws IOException {
    change("(define greeting", "(import (except (srfi 1) count))\n(define greeting");
    change("(+ number 1)", "(last (list 3 (+ number 20)))");
    awaitMessage("reloaded: (import (except (srfi 1) count))");
    Await.until("the new procedure", () -> ask().equals("hello 21\n"));
  }

  @Test
  void aNewImportDoesNotReplaceWhatTheScriptDefines() throws IOException {
    change("(define greeting", "(import (srfi 1))\n(define greeting");
    awaitMessage("greeter.scm:4: the import has count, which the script defines");
    awaitMessage("failed, so not reloaded: (import (srfi 1)) in line 4");
    assertThat(ask()).isEqualTo("hello 2\n");
  }

  @Test
  void aNewTopLevelExpressionIsReported() throws IOException {
    change("(define greeting", "; a comment\n(iox-destroy dispatcher)\n(define greeting");
    awaitMessage("greeter.scm:5: new or changed, and not run, as it stands at the top level:");
    awaitMessage("(iox-destroy dispatcher)");
    assertThat(ask()).isEqualTo("hello 2\n");
  }

  @Test
  void aDefinitionThatFailsIsNoneThatWasReloaded() throws IOException {
    change("(define greeting", "(define sum (+ 1 \"x\"))\n(define greeting");
    awaitMessage("failed, so not reloaded: sum in line 4");
    awaitMessage("greeter.scm:4: ");
    assertThat(echod.errors()).doesNotContain("reloaded: sum\n");
    change("(+ 1 \"x\")", "(+ 1 2)");
    awaitMessage("reloaded: sum\n");
  }

  @Test
  void aChangedRecordTypeIsRefusedAsAWhole() throws IOException {
    change(
        "(define greeting",
        "(define-record-type point (make-point x) point? (x x-of))\n(define greeting");
    awaitMessage("reloaded: point");
    change("(make-point x) point? (x x-of)", "(make-point x y) point? (x x-of) (y y-of)");
    change("\"hello \"", "\"moin \"");
    awaitMessage("greeter.scm:4: the record type point has changed");
    awaitMessage("not reloaded; what runs is unchanged");
    assertThat(ask()).isEqualTo("hello 2\n");
  }

  @Test
  void aFileThatTheScriptLoadsIsWatchedToo() throws IOException {
    Path part = directory.resolve("part.scm");
    Files.writeString(part, "(define (next number) (+ number 100))\n", ISO_8859_1);
    change("(define greeting", "(load \"part.scm\")\n(define greeting");
    change("(define (next number) (+ number 1))", "");
    awaitMessage("reloaded: (load \"part.scm\")");
    Files.writeString(part, "(define (next number) (+ number 1000))\n", ISO_8859_1);
    awaitMessage("part.scm: reloaded: next");
    assertThat(ask()).containsPattern("hello 100[0-9]\n");
  }

  @Test
  void aDefinitionThatIsNotInTheFileAnyMoreIsReported() throws IOException {
    change("(define (next number) (+ number 1))", "");
    awaitMessage("greeter.scm: not in the file any more, but defined until a restart: next\n");
    assertThat(ask()).isEqualTo("hello 2\n");
    change("(define count 0)", "(define count 0)\n(define (next number) (+ number 5))");
    awaitMessage("greeter.scm: reloaded: next\n");
    assertThat(ask()).isEqualTo("hello 7\n");
  }

  @Test
  void aPipeInThePlaceOfTheFileDoesNotEndTheWatch() throws Exception {
    Path part = directory.resolve("part.scm");
    Files.writeString(part, "(define (more number) (+ number 100))\n", ISO_8859_1);
    change("(define greeting", "(load \"part.scm\")\n(define greeting");
    awaitMessage("reloaded: (load \"part.scm\")");
    Files.delete(part);
    assertThat(new ProcessBuilder("mkfifo", part.toString()).start().waitFor()).isZero();
    for (String greeting : List.of("moin ", "salve ", "hallo ")) {
      change("(define greeting \"" + greeting() + "\")", "(define greeting \"" + greeting + "\")");
      Await.until("the greeting " + greeting, () -> ask().startsWith(greeting));
    }
  }

  private String greeting() throws IOException {
    return text().replaceAll("(?s).*define greeting \"([^\"]*)\".*", "$1");
  }

  private String text() throws IOException {
    return Files.readString(script, ISO_8859_1);
  }

  private void change(String old, String replacement) throws IOException {
    assertThat(text()).contains(old);
    Files.writeString(script, text().replace(old, replacement), ISO_8859_1);
  }

  private void awaitMessage(String message) {
    Await.until(
        () -> message + "; reported was " + echod.errors(), () -> echod.errors().contains(message));
  }

  private String ask() throws IOException {
    client.send("?".getBytes(ISO_8859_1));
    StringBuilder answer = new StringBuilder();
    while (answer.isEmpty() || answer.charAt(answer.length() - 1) != '\n') {
      answer.append((char) client.receive(1)[0]);
    }
    return answer.toString();
  }
}
