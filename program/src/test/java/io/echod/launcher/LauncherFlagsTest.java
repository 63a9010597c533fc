package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher's flags for the virtual machine give way to the user's. */
class LauncherFlagsTest {

  private static final List<String> VARIABLES =
      List.of("ECHOD_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  private static final String COLLECTOR = "-XX:+UseSerialGC";
  private static final String YOUNG = "-Xmn8m";
  private static final String INITIAL = "-Xms16m";

  @TempDir java.nio.file.Path root;

  private FakeCheckout checkout;

  @BeforeEach
  void copy() throws Exception {
    checkout = new FakeCheckout(root);
    checkout.environment.put(
        "JAVA_HOME", checkout.java("jdk", FakeCheckout.OLDEST + ".0.1").toString());
  }

  private List<String> arguments(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(List.of(words));
    Shell.Result result = Shell.run(checkout.command(command.toArray(String[]::new)));
    assertThat(result.errors()).isEmpty();
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith("argument "))
        .map(line -> line.substring("argument ".length()))
        .toList();
  }

  @Test
  void withoutOptionsOfTheUserItsOwnHold() throws Exception {
    assertThat(arguments()).contains(COLLECTOR, YOUNG, INITIAL);
  }

  /** The virtual machine does not start with two of them. */
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-Da=b -XX:+UseParallelGC -Dc=d"})
  void theUsersCollectorComesInstead(String options) throws Exception {
    for (String variable : VARIABLES) {
      checkout.environment.put(variable, options);
      assertThat(arguments()).as(variable).doesNotContain(COLLECTOR, YOUNG, INITIAL);
      checkout.environment.remove(variable);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseGCOverheadLimit", "-XX:-UseG1GC", "-Xmx2g", "-Xmx17m"})
  void othersChangeNothing(String options) throws Exception {
    checkout.environment.put("ECHOD_JAVA_OPTS", options);
    assertThat(arguments()).contains(COLLECTOR, YOUNG, INITIAL, options);
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmn64m, -Xmn8m",
    "-Xmn64m, -Xms16m",
    "-XX:NewSize=64m, -Xmn8m",
    "-XX:NewSize=64m, -Xms16m",
    "-XX:MaxNewSize=64m, -Xmn8m",
    "-XX:NewRatio=1, -Xmn8m",
    "-Xms4g, -Xms16m",
    "-XX:InitialHeapSize=4g, -Xms16m",
    "-Xms5m, -Xmn8m",
    "-Xms9000k, -Xmn8m",
    "-Xmx8m, -Xmn8m",
    "-Xmx8m, -Xms16m",
    "-Xmx16M, -Xms16m",
    "-Xmx9000k, -Xmn8m",
    "-Xmx8388608, -Xms16m",
    "-XX:MaxHeapSize=8m, -Xmn8m"
  })
  void theUsersSizesComeInstead(String option, String replaced) throws Exception {
    for (String variable : VARIABLES) {
      checkout.environment.put(variable, option);
      assertThat(arguments()).as(variable).contains(COLLECTOR).doesNotContain(replaced);
      checkout.environment.remove(variable);
    }
  }

  /** Out of memory, a server can't even be asked to end; a script contains it in a callback. */
  @Test
  void aServerWithoutMemoryEndsAndAScriptLivesOn() throws Exception {
    String ends = "-XX:+ExitOnOutOfMemoryError";
    assertThat(arguments()).contains(ends);
    assertThat(arguments("serve", "--port=0")).contains(ends);
    assertThat(arguments("run", "a.scm")).doesNotContain(ends);
    assertThat(arguments("repl")).doesNotContain(ends);
    checkout.environment.put("ECHOD_JAVA_OPTS", "-XX:-ExitOnOutOfMemoryError");
    assertThat(arguments()).containsSubsequence(ends, "-XX:-ExitOnOutOfMemoryError");
  }

  /** With fewer, the virtual machine fails with messages of its own, or serves no client. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18, 23})
  void tooFewDescriptorsAreReportedInOneLine(int limit) throws Exception {
    Shell.Result result =
        Shell.run(
            checkout.command("sh", "-c", "ulimit -n " + limit + " && exec \"$0\"", launcher()));
    assertThat(result.errors())
        .isEqualTo(
            "echod: no more than "
                + limit
                + " open files are allowed (ulimit -n): allow 24 or"
                + " more.\n");
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ulimit -n 24", "ulimit -S -n 16"})
  void moreThanThatAreEnoughAndTheSoftLimitDoesNotCount(String limit) throws Exception {
    Shell.Result result =
        Shell.run(checkout.command("sh", "-c", limit + " && exec \"$0\"", launcher()));
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  private String launcher() {
    return checkout.launcher().toString();
  }
}
