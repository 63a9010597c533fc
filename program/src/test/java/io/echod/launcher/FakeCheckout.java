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

  /** What the launcher needs of the system. */
  private static final List<String> TOOLS =
      List.of("sh", "readlink", "find", "flock", "mkdir", "mv", "rmdir", "sleep");

  private final Path root;
  private final Path home;
  final Map<String, String> environment = new HashMap<>();

  FakeCheckout(Path root) throws IOException {
    this.root = root;
    home = Files.createDirectories(root.resolve("the checkout"));
    String launcher = Files.readString(Checkout.root().resolve("echod"));
    script(home.resolve("echod"), launcher.replace("oldest=25", "oldest=" + OLDEST));
    for (String module : List.of("", "dispatcher", "program")) {
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

  /** A directory as of an installed Java, whose java tells its arguments and process id. */
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
