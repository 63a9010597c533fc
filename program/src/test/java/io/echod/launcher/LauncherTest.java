package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Checkout;
import io.echod.fixture.Launch;
import io.echod.fixture.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  private static final String NEW = FakeCheckout.OLDEST + ".0.3";
  private static final String OLD = (FakeCheckout.OLDEST - 1) + ".0.3";

  @TempDir Path root;

  private FakeCheckout checkout;

  @BeforeEach
  void copy() throws Exception {
    checkout = new FakeCheckout(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash"})
  void everyShellUnderstandsIt(String shell) throws Exception {
    Shell.assumeInstalled(shell);
    assertThat(Shell.run(Checkout.root(), shell + " -n echod"))
        .isEqualTo(new Shell.Result(0, "", ""));
  }

  @Test
  void theJavaOfJavaHomeRunsTheJarWithTheArgumentsAsTheyAre() throws Exception {
    Path java = checkout.java("java home", NEW);
    checkout.environment.put("JAVA_HOME", java.toString());
    List<String> arguments = List.of("--port", "", "two words", "*", "$HOME", "'\"\\", "-v");
    List<String> command = new ArrayList<>(List.of(checkout.launcher().toString()));
    command.addAll(arguments);

    List<String> reported = run(command.toArray(String[]::new));

    assertThat(reported.getFirst()).isEqualTo("java " + java.resolve("bin/java"));
    assertThat(argumentsOf(reported))
        .containsSubsequence(Launch.LAUNCHER_FLAGS)
        .endsWith(behindJar(arguments));
  }

  private String[] behindJar(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("-jar", checkout.jar().toString()));
    words.addAll(arguments);
    return words.toArray(String[]::new);
  }

  @Test
  void theJavaOnThePathIsTheSecondChoice() throws Exception {
    Path old = checkout.java("old", OLD);
    Path java = checkout.java("new", NEW);
    checkout.environment.put("JAVA_HOME", old.toString());
    checkout.onPath(java.resolve("bin"));
    assertThat(run(checkout.launcher().toString()).getFirst())
        .isEqualTo("java " + java.resolve("bin/java"));

    checkout.environment.put("JAVA_HOME", root.resolve("nowhere").toString());
    assertThat(run(checkout.launcher().toString()).getFirst())
        .isEqualTo("java " + java.resolve("bin/java"));
  }

  @Test
  void aLinkOnThePathLeadsToItsJava() throws Exception {
    Path java = checkout.java("some where/jdk", NEW);
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), java.resolve("bin/java"));
    checkout.onPath(bin);
    assertThat(run(checkout.launcher().toString()).getFirst())
        .isEqualTo("java " + java.toRealPath().resolve("bin/java"));
  }

  @Test
  void aJavaInTheHomeDirectoryIsFound() throws Exception {
    checkout.java(".jdks/old", OLD);
    Path java = checkout.java(".sdkman/candidates/java/new", NEW);
    assertThat(run(checkout.launcher().toString()).getFirst())
        .isEqualTo("java " + java.resolve("bin/java"));
  }

  @Test
  void aJavaWithoutAReleaseFileIsAsked() throws Exception {
    Path java = checkout.java("early", NEW);
    Files.delete(java.resolve("release"));
    FakeCheckout.script(
        java.resolve("bin/java"),
        "#!/bin/sh\necho \"java $0\"\necho 'openjdk version \"" + NEW + "\" 2099-01-01' >&2\n");
    checkout.environment.put("JAVA_HOME", java.toString());
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).isEqualTo("java " + java.resolve("bin/java") + "\n");
  }

  @Test
  void withoutAJavaThatIsNewEnoughItSaysSoInOneLine() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("old", OLD).toString());
    checkout.onPath(checkout.java("older", "8").resolve("bin"));
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors().lines())
        .singleElement()
        .asString()
        .startsWith("echod: no Java " + FakeCheckout.OLDEST + " or newer")
        .contains("JAVA_HOME", "PATH", "install");
  }

  /** So that a signal for the launcher reaches the server. */
  @Test
  void itBecomesTheProgramAndKeepsItsProcessId() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("jdk", NEW).toString());
    List<String> reported =
        run("sh", "-c", "echo \"$$\"; exec \"$@\"", "sh", checkout.launcher().toString());
    assertThat(reported).contains("pid " + reported.getFirst());
  }

  @Test
  void itEndsWithTheExitCodeOfTheProgram() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("jdk", NEW).toString());
    checkout.environment.put("FAKE_EXIT", "42");
    assertThat(Shell.run(checkout.command(checkout.launcher().toString())).exitCode())
        .isEqualTo(42);
  }

  @Test
  void aLinkToItRunsTheCheckoutThatItBelongsTo() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("jdk", NEW).toString());
    Path link = Files.createSymbolicLink(root.resolve("linked"), checkout.launcher());
    Path linkToLink = Files.createSymbolicLink(root.resolve("linked twice"), Path.of("linked"));
    for (Path start : List.of(link, linkToLink)) {
      assertThat(argumentsOf(run(start.toString())))
          .endsWith("-jar", checkout.jar().toRealPath().toString());
    }
  }

  @Test
  void itCanBeStartedByARelativeName() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("jdk", NEW).toString());
    assertThat(argumentsOf(run("the checkout/echod")))
        .endsWith("-jar", "the checkout/program/target/echod.jar");
    assertThat(argumentsOf(run("sh", "-c", "cd 'the checkout' && exec sh echod")))
        .endsWith("-jar", "./program/target/echod.jar");
  }

  @Test
  void echodJavaOptsGoToTheVirtualMachine() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("jdk", NEW).toString());
    checkout.environment.put("ECHOD_JAVA_OPTS", "-Xmx64m -Dstar=* *");
    assertThat(argumentsOf(run(checkout.launcher().toString(), "-v")))
        .endsWith("-Xmx64m", "-Dstar=*", "*", "-jar", checkout.jar().toString(), "-v");
  }

  /** Returns the lines that the fake Java prints. */
  private List<String> run(String... words) throws Exception {
    Shell.Result result = Shell.run(checkout.command(words));
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result.output().lines().toList();
  }

  private static List<String> argumentsOf(List<String> reported) {
    String mark = "argument ";
    return reported.stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }
}
