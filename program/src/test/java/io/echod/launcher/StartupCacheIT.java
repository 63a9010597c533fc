package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Checkout;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The startup cache that this build has made, by the launcher in a copy of what was built. */
class StartupCacheIT {

  private static final String SHARED = "io.echod.cli.Main source: shared objects file";
  private static final String FROM_JAR = "io.echod.cli.Main source: file:";

  /** A command that ends by itself. */
  private static final String BAD_SCRIPT = "no-such-file.scm";

  @TempDir Path root;

  private Path target;

  @BeforeEach
  void copyWhatWasBuilt() throws Exception {
    Path built = Checkout.root().resolve("program/target");
    target = root.resolve("program/target");
    Files.createDirectories(root.resolve("dispatcher/src/main"));
    Files.createDirectories(root.resolve("tls/src/main"));
    Files.createDirectories(root.resolve("program/src/main"));
    copy(Checkout.root().resolve("echod"), root.resolve("echod"));
    for (Path file : List.of(Path.of("echod.jar"), Path.of("aot"), Path.of("lib"))) {
      copy(built.resolve(file), target.resolve(file));
    }
    Path jar = target.resolve("echod.jar");
    for (String module : List.of("", "dispatcher/", "tls/", "program/")) {
      Files.createFile(root.resolve(module + "pom.xml"));
    }
    // The launcher builds where anything is newer than the jar.
    try (Stream<Path> sources = Files.walk(root)) {
      for (Path source : sources.filter(file -> !file.startsWith(target)).toList()) {
        Files.setLastModifiedTime(source, Files.getLastModifiedTime(jar));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    if (Files.isDirectory(from)) {
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          copy(file, to.resolve(file.getFileName()));
        }
      }
      Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "run"})
  void theBuildMakesItAndTheLauncherUsesIt(String command) throws Exception {
    assertThat(target.resolve("aot/" + command + ".aot")).isNotEmptyFile();
    assertThat(start("-Xlog:class+load", command).output()).contains(SHARED);
  }

  @Test
  void whatIsMadeIsNotMadeAgain() throws Exception {
    Path cache = Checkout.root().resolve("program/target/aot/serve.aot");
    FileTime before = Files.getLastModifiedTime(cache);
    Shell.Result again =
        Shell.run(
            new ProcessBuilder(
                java("bin/java").toString(),
                Checkout.root().resolve("tools/StartupCache.java").toString(),
                Checkout.root().resolve("program/target").toString(),
                Checkout.root().toString()));
    assertThat(again).isEqualTo(new Shell.Result(0, "", ""));
    assertThat(Files.getLastModifiedTime(cache)).isEqualTo(before);
  }

  private static Path java(String file) {
    return Path.of(System.getProperty("java.home")).resolve(file);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100, 5_000_000})
  void oneThatIsCutOffDisturbsNoOther(long bytes) throws Exception {
    try (FileChannel cache =
        FileChannel.open(target.resolve("aot/serve.aot"), StandardOpenOption.WRITE)) {
      cache.truncate(bytes);
    }
    assertStartsFromJar("-Xlog:class+load");
  }

  @Test
  void oneOfSomethingElseDisturbsNoOther() throws Exception {
    Files.writeString(target.resolve("aot/serve.aot"), "not a cache ".repeat(100_000));
    assertStartsFromJar("-Xlog:class+load");
  }

  @Test
  void aJarThatIsNewerGoesWithoutIt() throws Exception {
    Files.setLastModifiedTime(
        target.resolve("echod.jar"), FileTime.from(Instant.now().plusSeconds(60)));
    assertStartsFromJar("-Xlog:class+load");
  }

  @Test
  void librariesThatAreOthersGoWithoutIt() throws Exception {
    try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        Files.setLastModifiedTime(library, FileTime.from(Instant.now()));
      }
    }
    assertStartsFromJar("-Xlog:class+load");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-XX:-UseSerialGC -XX:+UseZGC", "-XX:-UseCompactObjectHeaders", "-Xshare:off"})
  void optionsThatItDoesNotFitGoWithoutIt(String options) throws Exception {
    assertStartsFromJar(options + " -Xlog:class+load");
  }

  @Test
  void aDirectoryThatCannotBeWrittenToIsEnough() throws Exception {
    try (Stream<Path> directories = Files.walk(root)) {
      for (Path directory : directories.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
      }
    }
    try {
      assertThat(start("-Xlog:class+load", "serve").output()).contains(SHARED);
    } finally {
      try (Stream<Path> directories = Files.walk(root)) {
        for (Path directory : directories.filter(Files::isDirectory).toList()) {
          Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  private void assertStartsFromJar(String options) throws Exception {
    assertThat(start(options, "serve").output()).contains(FROM_JAR);
  }

  /** Starts what ends by itself, with nothing to say but that. */
  private Shell.Result start(String options, String command) throws Exception {
    String argument = command.equals("run") ? BAD_SCRIPT : "--version";
    ProcessBuilder launcher =
        new ProcessBuilder(root.resolve("echod").toString(), command, argument);
    launcher.environment().put("JAVA_HOME", java("").toString());
    launcher.environment().put("ECHOD_JAVA_OPTS", options);
    Shell.Result result = Shell.run(launcher);
    if (command.equals("run")) {
      assertThat(result.errors().lines()).singleElement().asString().contains(BAD_SCRIPT);
    } else {
      assertThat(result.errors()).isEmpty();
      assertThat(result.exitCode()).isZero();
    }
    assertThat(result.output()).doesNotContain("[warning]", "[error]");
    return result;
  }
}
