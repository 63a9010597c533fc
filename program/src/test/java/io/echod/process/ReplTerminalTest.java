package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import io.echod.fixture.TerminalProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code echod repl} at a terminal. */
class ReplTerminalTest {

  private static final String UP = "\u001bOA";
  private static final String TAB = "\t";
  private static final String ENTER = "\r";
  private static final String CONTROL_C = "\u0003";
  private static final String CONTROL_D = "\u0004";

  @TempDir private Path directory;

  @BeforeEach
  void aTerminalCanBeMade() {
    Shell.assumeInstalled("script");
  }

  @Test
  void aPromptIsNumberedAndFormsMayTakeSeveralLines() throws Exception {
    try (TerminalProcess terminal = TerminalProcess.start(directory, "repl")) {
      terminal.await("repl:1> ");
      terminal.type("(+ 40" + ENTER);
      terminal.await("... ");
      terminal.type("2)" + ENTER);
      terminal.await("\n42\n");
      terminal.await("repl:3> ");
      terminal.type("(unknown)" + ENTER);
      terminal.await("repl:3:2: unknown is not defined\n");
      terminal.await("repl:4> ");
      terminal.type(CONTROL_D);
      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.screen()).doesNotContain("WARN");
    }
  }

  @Test
  void tabCompletesAndShowsTheArguments() throws Exception {
    try (TerminalProcess terminal = TerminalProcess.start(directory, "repl")) {
      terminal.await("repl:1> ");
      terminal.type("(procedure? tcp-lis" + TAB + ")" + ENTER);
      terminal.await("\n#t\n");
      terminal.await("repl:2> ");
      terminal.type("(define mine-alone 41)" + ENTER);
      terminal.await("repl:3> ");
      terminal.type("(+ 1 mine-a" + TAB + ")" + ENTER);
      terminal.await("\n42\n");
      terminal.await("repl:4> ");
      terminal.type("(tcp-read " + TAB);
      terminal.await("(tcp-read endpoint length [timeout])");
      terminal.type(CONTROL_C);
      terminal.await("repl:4> ", 2);
      terminal.type("(exit 3)" + ENTER);
      assertThat(terminal.exitCode()).isEqualTo(3);
    }
  }

  @Test
  void whatWasTypedIsRecalledInTheNextSessionToo() throws Exception {
    try (TerminalProcess terminal = TerminalProcess.start(directory, "repl")) {
      terminal.await("repl:1> ");
      terminal.type("(* 6 7)" + ENTER);
      terminal.await("\n42\n");
      terminal.await("repl:2> ");
      terminal.type(UP + ENTER);
      terminal.await("\n42\n", 2);
      terminal.await("repl:3> ");
      terminal.type(CONTROL_D);
      assertThat(terminal.exitCode()).isZero();
    }
    Path history = directory.resolve("echod/history");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
    try (TerminalProcess terminal = TerminalProcess.start(directory, "repl")) {
      terminal.await("repl:1> ");
      terminal.type(UP + ENTER);
      terminal.await("\n42\n");
    }
  }

  @Test
  void whatCallbacksDisplayAppearsAboveTheLineBeingTyped() throws Exception {
    try (TerminalProcess terminal = TerminalProcess.start(directory, "repl")) {
      terminal.await("repl:1> ");
      terminal.type(
          "(define held (iox-after (iox-create) (lambda x (display \"called\\n\")) 0 0.5))"
              + ENTER);
      terminal.await("repl:2> ");
      terminal.type("(+ 40");
      terminal.await("called\n");
      terminal.type(" 2)" + ENTER);
      terminal.await("\n42\n");
    }
  }

  @Test
  void controlCInterruptsAWaitAndThePromptGoesOn() throws Exception {
    try (TerminalProcess terminal = TerminalProcess.start(directory, "repl")) {
      terminal.await("repl:1> ");
      terminal.type("(begin (display \"waits\\n\") (tcp-answer (tcp-listen 0)))" + ENTER);
      terminal.await("\nwaits\n");
      terminal.type(CONTROL_C);
      terminal.await("repl:1: interrupted\n");
      terminal.await("repl:2> ");
      terminal.type("(+ 1 1)" + ENTER);
      terminal.await("\n2\n");
    }
  }
}
