package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  /** Where descriptions begin, beside the options. */
  private static final int DESCRIPTION_COLUMN = 29;

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-h", "serve --help", "serve -h", "help", "help serve", "help config"})
  void showsEveryOptionInEightyColumns(String line) {
    CommandLineRun run = CommandLineRun.of(line.split(" ", -1));
    assertThat(run.exitCode()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .contains(
            "-p, --port=PORT",
            "-b, --bind=HOST[,HOST]",
            "--dispatchers=N",
            "--buffer=SIZE",
            "--drain-timeout=TIME",
            "--greeting=TEXT",
            "--server-name=TEXT",
            "-v, --verbose",
            "-h, --help",
            "-V, --version",
            "ECHOD_PORT");
    assertThat(run.output().lines()).allSatisfy(text -> assertThat(text).hasSizeLessThan(80));
  }

  /** A line that is too long would be continued on one that begins two columns further on. */
  @ParameterizedTest
  @ValueSource(strings = {"--help", "serve --help", "config --help", "simulate --help"})
  void noDescriptionIsWrapped(String line) {
    String help = CommandLineRun.of(line.split(" ", -1)).output();
    List<String> continued =
        help.lines().filter(text -> text.startsWith(" ".repeat(DESCRIPTION_COLUMN))).toList();
    assertThat(continued)
        .hasSizeGreaterThan(2)
        .allSatisfy(text -> assertThat(text.charAt(DESCRIPTION_COLUMN)).isNotEqualTo(' '));
  }

  @Test
  void namesTheCommandsAndTheExitCodes() {
    assertThat(CommandLineRun.of("--help").output())
        .contains("Usage: echod [OPTIONS] [COMMAND]", "  serve  ", "Exit codes: 0 ", "2 bad usage");
    assertThat(CommandLineRun.of("serve", "--help").output())
        .contains("Usage: echod serve [OPTIONS]");
  }

  @Test
  void theReplShowsItsArgumentsAndItsOptionInEightyColumns() {
    CommandLineRun run = CommandLineRun.of("repl", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains(
            "Usage: echod repl [",
            "[FILE.scm]",
            "[ARG...]",
            "--listen=unix:PATH",
            "Ctrl-D",
            "$XDG_STATE_HOME/echod/history");
    assertThat(run.output().lines()).allSatisfy(text -> assertThat(text).hasSizeLessThan(80));
    assertThat(CommandLineRun.of("--help").output()).contains("  repl   ");
  }

  @Test
  void simulateShowsItsOptionsAndExitCodesInEightyColumns() {
    CommandLineRun run = CommandLineRun.of("simulate", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains(
            "Usage: echod simulate [OPTIONS]",
            "--seeds=N",
            "--seed=SEED",
            "--clients=",
            "--faults=",
            "--actions=",
            "--trace",
            "--verbose",
            "Exit codes: 0 ",
            "10 it has crashed, 11 ",
            "12 ");
    assertThat(run.output().lines()).allSatisfy(text -> assertThat(text).hasSizeLessThan(80));
    assertThat(CommandLineRun.of("--help").output()).contains("  simulate  ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "ping", "verify"})
  void theMeasuringCommandsShowTheirOptionsInEightyColumns(String command) {
    CommandLineRun run = CommandLineRun.of(command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains("Usage: echod " + command + " [OPTIONS] ", "URL", "--json", "Exit codes: 0 ");
    assertThat(run.output().lines()).allSatisfy(text -> assertThat(text).hasSizeLessThan(80));
    assertThat(CommandLineRun.of("--help").output()).contains("  " + command + "  ");
  }

  @Test
  void helpIsGivenInAnyEnvironment() {
    CommandLineRun run = CommandLineRun.in(Map.of("ECHOD_PORT", "nonsense"), "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("Usage: echod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "serve --version"})
  void theVersionNamesProgramJavaAndSystem(String line) {
    CommandLineRun run = CommandLineRun.of(line.split(" ", -1));
    assertThat(run.exitCode()).isZero();
    assertThat(run.output().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("echod "),
            second ->
                assertThat(second)
                    .startsWith("Java " + Runtime.version())
                    .contains(System.getProperty("os.name")));
  }
}
