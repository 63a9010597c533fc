package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher builds; what stands for Maven here only writes down that it was asked. */
class LauncherBuildTest {

  private static final String VERSION = Integer.toString(FakeCheckout.OLDEST);

  @TempDir Path root;

  private FakeCheckout checkout;

  @BeforeEach
  void copyWithJdkAndMaven() throws Exception {
    checkout = new FakeCheckout(root);
    checkout.buildsBy("echo \"mvn $*\" >>'" + root + "/builds'\n" + makesJar());
  }

  private String makesJar() {
    return ": >'" + checkout.jar() + "'\n";
  }

  private void maven(String body) throws Exception {
    FakeCheckout.script(root.resolve("maven/mvn"), "#!/bin/sh\n" + body);
  }

  private Path newSource(String name) throws Exception {
    return Files.createFile(root.resolve("the checkout/program/src/main").resolve(name));
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    assertStarts("");
    assertThat(root.resolve("builds")).doesNotExist();
  }

  @Test
  void whatIsNotBuiltIsBuiltOnce() throws Exception {
    Files.delete(checkout.jar());
    assertStarts("Building echod ...\n");
    assertStarts("");
    assertThat(Files.readAllLines(root.resolve("builds")))
        .singleElement()
        .asString()
        .contains("-Dquick", "package", "-pl :echod");
  }

  /** By systemd: the sockets are descriptors from 3 on, of which the launcher must use none. */
  @Test
  void socketsThatAreHandedOverOutliveABuild() throws Exception {
    Files.delete(checkout.jar());
    checkout.environment.put("LISTEN_FDS", "7");
    FakeCheckout.script(
        root.resolve("jdk/bin/java"),
        """
        #!/bin/sh
        for word; do
          [ "$word" != --version ] || exit 0
        done
        for descriptor in 3 4 5 6 7 8 9; do
          read -r line <&$descriptor && echo "$descriptor: $line"
        done
        """);
    StringBuilder handed = new StringBuilder("exec sh '" + checkout.launcher() + "'");
    for (int descriptor = 3; descriptor <= 9; descriptor++) {
      Path file = Files.writeString(root.resolve("handed" + descriptor), "line " + descriptor);
      Files.writeString(file, "socket " + descriptor + "\n");
      handed.append(" " + descriptor + "<'" + file + "'");
    }
    Shell.Result result = Shell.run(checkout.command("sh", "-c", handed.toString()));
    assertThat(result.errors()).isEqualTo("Building echod ...\n");
    assertThat(result.output())
        .isEqualTo(
            IntStream.rangeClosed(3, 9)
                .mapToObj(descriptor -> descriptor + ": socket " + descriptor + "\n")
                .collect(Collectors.joining()));
    assertThat(Files.readAllLines(root.resolve("builds"))).hasSize(1);
  }

  @Test
  void aBuildThatFailsEndsAStartWithSockets() throws Exception {
    Files.delete(checkout.jar());
    checkout.environment.put("LISTEN_FDS", "1");
    maven("exit 3\n");
    Shell.Result result = Shell.run(checkout.command("sh", checkout.launcher().toString()));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors()).contains("the build failed");
    assertThat(result.output()).isEmpty();
  }

  @Test
  void aSourceThatIsNewerIsBuilt() throws Exception {
    Files.setLastModifiedTime(newSource("New.java"), inAnHour());
    assertStarts("Building echod ...\n");
  }

  private static FileTime inAnHour() {
    return FileTime.from(Instant.now().plusSeconds(3600));
  }

  /** By a clock that was wrong, or from a machine whose clock is ahead. */
  @Test
  void aSourceThatIsDatedInTheFutureIsBuiltOnceAndAgainWhenItChanges() throws Exception {
    Path source = newSource("Future.java");
    Files.setLastModifiedTime(source, inAnHour());
    assertStarts("Building echod ...\n");
    assertStarts("");
    assertStarts("");
    Files.writeString(source, "something else");
    Files.setLastModifiedTime(source, inAnHour());
    assertStarts("Building echod ...\n");
    assertStarts("");
  }

  @Test
  void soIsADirectory() throws Exception {
    Path directory = Files.createDirectory(root.resolve("the checkout/program/src/main/java"));
    Files.setLastModifiedTime(directory, inAnHour());
    assertStarts("Building echod ...\n");
    assertStarts("");
    Files.createFile(directory.resolve("New.java"));
    Files.setLastModifiedTime(directory, inAnHour());
    assertStarts("Building echod ...\n");
  }

  /** The jar that comes of it is newer than the change, which is not in it. */
  @Test
  void aSourceThatChangesDuringTheBuildIsBuiltAgain() throws Exception {
    Path source = newSource("Edited.java");
    Files.delete(checkout.jar());
    maven("sleep 0.1\necho changed >'" + source + "'\n" + makesJar());
    assertStarts("Building echod ...\n");
    maven(makesJar());
    assertStarts("Building echod ...\n");
    assertStarts("");
  }

  /** The former build may be half of what it was to be, and look whole to Maven. */
  @Test
  void afterABuildThatWasCutOffTheNextBeginsWithNothing() throws Exception {
    Path target = root.resolve("the checkout/program/target");
    Path classes = Files.createDirectory(target.resolve("classes"));
    Path aot = Files.createDirectory(target.resolve("aot"));
    Path library = target.resolve("../../dispatcher/target/echod-dispatcher.jar");
    Files.createDirectories(library.getParent());
    Files.createFile(library);
    Path reports = Files.createDirectory(target.resolve("surefire-reports"));
    Files.createFile(target.resolve("built.new"));
    maven("[ -f '" + checkout.jar() + "' ] || echo gone\n" + makesJar());

    assertStarts("Building echod ...\ngone\n");
    assertThat(classes).doesNotExist();
    assertThat(aot).doesNotExist();
    assertThat(library).doesNotExist();
    assertThat(reports).exists();
    assertStarts("");
  }

  @Test
  void whereNothingCanBeWrittenThatIsSaidInOneLine() throws Exception {
    Path home = root.resolve("the checkout");
    Files.delete(checkout.jar());
    checkout.replace("mkdir", "echo 'mkdir: Read-only file system' >&2\nexit 1\n");
    assertFailsToWrite(home);
    checkout.without("flock");
    assertFailsToWrite(home);
  }

  @Test
  void orWhereADirectoryOfTheBuildIsNone() throws Exception {
    Files.delete(checkout.jar());
    Files.createFile(root.resolve("the checkout/dispatcher/target"));
    assertFailsToWrite(root.resolve("the checkout"));
  }

  private void assertFailsToWrite(Path home) throws Exception {
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.errors().replace("Building echod ...\n", ""))
        .isEqualTo("echod: can't write to " + home + ", where it has to be built first.\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  /** It writes some with any reader, unless it is configured otherwise. */
  @Test
  void intoAFileMavenSendsNoEscapeCodes() throws Exception {
    Files.delete(checkout.jar());
    maven("echo \"$MAVEN_OPTS\"\n" + makesJar());
    checkout.environment.put("MAVEN_OPTS", "-Dmine");
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.errors()).contains("-Djansi.noreset=true", "-Dstyle.color=never", "-Dmine");
  }

  @Test
  void aBuildNeedsAJdk() throws Exception {
    Files.delete(checkout.jar());
    Files.delete(root.resolve("jdk/bin/javac"));
    assertFails("echod: no JDK " + VERSION + " or newer");
  }

  @Test
  void aBuildNeedsMaven() throws Exception {
    Files.delete(checkout.jar());
    Files.delete(root.resolve("maven/mvn"));
    assertFails("echod: it has to be built first and mvn is not on PATH");
  }

  @Test
  void aBuildThatFailsStartsNothing() throws Exception {
    Files.delete(checkout.jar());
    maven("echo '[ERROR] no network'\nexit 1\n");
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors())
        .isEqualTo(
            """
            Building echod ...
            [ERROR] no network
            echod: the build failed: Maven's messages are above.
            """);
  }

  private void assertStarts(String errors) throws Exception {
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.errors()).isEqualTo(errors);
    assertThat(result.output()).contains("argument -jar\n");
    assertThat(result.exitCode()).isZero();
  }

  private void assertFails(String start) throws Exception {
    Shell.Result result = Shell.run(checkout.command(checkout.launcher().toString()));
    assertThat(result.errors().lines()).singleElement().asString().startsWith(start);
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(1);
  }
}
