package io.echod.launcher;

import io.echod.fixture.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The launcher in a copy of the checkout's skeleton, with a program that looks built. It wants a
 * Java that no machine has, so it finds none but those of the tests.
 */
final class FakeCheckout {

  /** The version that the copied launcher asks for. */
  static final int OLDEST = 9000;

  /** The programs that the launcher needs of the system. */
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "cp",
          "cksum",
          "env",
          "printf",
          "find",
          "flock",
          "locale",
          "ls",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "setsid",
          "sleep");

  private final Path root;
  private final Path home;
  final Map<String, String> environment = new HashMap<>();

  FakeCheckout(Path root) throws IOException {
    this(root, "the checkout");
  }

  FakeCheckout(Path root, String name) throws IOException {
    this.root = root;
    home = Files.createDirectories(root.resolve(name));
    String launcher = Files.readString(Checkout.root().resolve("echod"));
    script(home.resolve("echod"), launcher.replace("oldest=25", "oldest=" + OLDEST));
    for (String module : List.of("", "dispatcher", "tls", "program")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Files.createDirectories(jar().getParent());
    Files.createFile(jar());
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
    Path tools = Files.createDirectories(root.resolve("tools"));
    for (String tool : TOOLS) {
      Path real = Checkout.find(tool).orElseThrow();
      script(tools.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
    }
    environment.put("PATH", tools.toString());
    environment.put("HOME", root.toString());
  }

  Path launcher() {
    return home.resolve("echod");
  }

  Path jar() {
    return home.resolve("program/target/echod.jar");
  }

  /** A directory as of an installed Java, whose java prints its arguments and process id. */
  Path java(String name, String version) throws IOException {
    Path java = root.resolve(name);
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(
        java.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        java.resolve("bin/java"),
        """
        #!/bin/sh
        echo "java $0"
        echo "pid $$"
        for argument; do
          echo "argument $argument"
        done
        exit "${FAKE_EXIT-0}"
        """);
    return java;
  }

  /** Puts a JDK into JAVA_HOME, and what stands for Maven on PATH: a script of the shell. */
  void buildsBy(String maven) throws IOException {
    Path jdk = java("jdk", Integer.toString(OLDEST));
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    environment.put("JAVA_HOME", jdk.toString());
    script(root.resolve("maven/mvn"), "#!/bin/sh\n" + maven);
    onPath(root.resolve("maven"));
  }

  /** Takes a program of the system away. */
  void without(String tool) throws IOException {
    Files.delete(root.resolve("tools").resolve(tool));
  }

  /** Puts a script of the shell in place of a program of the system. */
  void replace(String tool, String body) throws IOException {
    script(root.resolve("tools").resolve(tool), "#!/bin/sh\n" + body);
  }

  /** Puts a directory at the front of PATH. */
  void onPath(Path directory) {
    environment.merge("PATH", directory + ":", (old, added) -> added + old);
  }

  static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs the launcher, in no environment but that of the tests. */
  ProcessBuilder command(String... words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(root.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
