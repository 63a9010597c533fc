package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
    Path jdk = checkout.java("jdk", VERSION);
    FakeCheckout.script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    checkout.environment.put("JAVA_HOME", jdk.toString());
    maven("echo \"mvn $*\" >>'" + root + "/builds'\n: >'" + checkout.jar() + "'\n");
  }

  private void maven(String body) throws Exception {
    FakeCheckout.script(root.resolve("maven/mvn"), "#!/bin/sh\n" + body);
    if (!checkout.environment.getOrDefault("PATH", "").contains("maven")) {
      checkout.onPath(root.resolve("maven"));
    }
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

  @Test
  void aSourceThatIsNewerIsBuilt() throws Exception {
    Path source = Files.createFile(root.resolve("the checkout/program/src/main/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));
    assertStarts("Building echod ...\n");
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
