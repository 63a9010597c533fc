package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher has the virtual machine use the startup cache. */
class LauncherCacheTest {

  private static final String VERSION = Integer.toString(FakeCheckout.OLDEST);

  @TempDir Path root;

  private FakeCheckout checkout;
  private Path java;
  private Path caches;

  @BeforeEach
  void copyWithCaches() throws Exception {
    checkout = new FakeCheckout(root);
    java = checkout.java("jdk", VERSION);
    checkout.environment.put("JAVA_HOME", java.toString());
    caches = Files.createDirectories(checkout.jar().resolveSibling("aot"));
    Files.writeString(caches.resolve("java"), java + "\n");
    for (String name : List.of("serve.aot", "run.aot")) {
      Files.createFile(caches.resolve(name));
      age(caches.resolve(name), Duration.ofMinutes(-1));
    }
  }

  /** Sets the time of a file, relative to the jar's. */
  private void age(Path file, Duration older) throws Exception {
    FileTime jar = Files.getLastModifiedTime(checkout.jar());
    Files.setLastModifiedTime(file, FileTime.from(jar.toInstant().minus(older)));
  }

  @ParameterizedTest
  @CsvSource({"--port=0,serve.aot", "serve,serve.aot", "run,run.aot"})
  void scriptsHaveACacheOfTheirOwn(String word, String cache) throws Exception {
    assertThat(start(word)).contains("argument -XX:AOTCache=" + caches.resolve(cache) + "\n");
  }

  @Test
  void aLinkToTheSameJavaIsThatJava() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link to the jdk"), java);
    checkout.environment.put("JAVA_HOME", link.toString());
    assertThat(start()).contains("-XX:AOTCache=");
  }

  @Test
  void withoutACacheItStartsAsWell() throws Exception {
    Files.delete(caches.resolve("serve.aot"));
    assertThat(start()).doesNotContain("-XX:AOTCache=");
    Files.delete(caches.resolve("java"));
    assertThat(start()).doesNotContain("-XX:AOTCache=");
  }

  @Test
  void aCacheOfAnOlderJarIsLeftAlone() throws Exception {
    age(caches.resolve("serve.aot"), Duration.ofMinutes(1));
    assertThat(start()).doesNotContain("-XX:AOTCache=");
  }

  @Test
  void aCacheOfAnotherJavaIsLeftAlone() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.java("other jdk", VERSION).toString());
    assertThat(start()).doesNotContain("-XX:AOTCache=");
  }

  @Test
  void soIsThatOfAJavaThatHasBeenReplaced() throws Exception {
    age(java.resolve("release"), Duration.ofHours(-1));
    assertThat(start()).doesNotContain("-XX:AOTCache=");
  }

  /** The virtual machine does not start with two of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xshare:off",
        "-XX:SharedArchiveFile=my.jsa",
        "-XX:AOTMode=record -XX:AOTConfiguration=my.aotconf",
        "-XX:AOTCache=my.aot",
        "-XX:DumpLoadedClassList=my.classes"
      })
  void anArchiveThatTheUserNamesComesInstead(String options) throws Exception {
    for (String variable : List.of("ECHOD_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
      checkout.environment.put(variable, options);
      assertThat(start()).as(variable).doesNotContain(caches.toString());
      checkout.environment.remove(variable);
    }
  }

  /** Its objects go into the old generation; the virtual machine ends where they have no room. */
  @ParameterizedTest
  @CsvSource({
    "-Xmn64m, true",
    "-Xmx64m, true",
    "-Xms4g, true",
    "-XX:MaxRAM=1g, true",
    "-Xmn64m -Xms64m, false",
    "-Xmx64m -XX:NewSize=63m, false",
    "-XX:MaxRAM=512m -Xmn200m, false",
    "-Xms5m, false",
    "-Xmx2m, false",
    "-XX:InitialHeapSize=1m, false"
  })
  void anOldGenerationThatMayBeTooSmallHasNone(String options, boolean fits) throws Exception {
    checkout.environment.put("ECHOD_JAVA_OPTS", options);
    assertThat(start().contains("-XX:AOTCache=")).isEqualTo(fits);
  }

  /** Returns the output of the fake Java. */
  private String start(String... arguments) throws Exception {
    String[] words = new String[arguments.length + 1];
    words[0] = checkout.launcher().toString();
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    Shell.Result result = Shell.run(checkout.command(words));
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result.output();
  }
}
