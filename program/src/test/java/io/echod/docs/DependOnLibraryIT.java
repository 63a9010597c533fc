package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Checkout;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library as it is installed, and a small project that depends on it as the document says. In a
 * repository of its own, which has all but echod in common with the one that this build uses.
 */
@Timeout(600)
class DependOnLibraryIT {

  private static final int MAVEN_SECONDS = 300;
  private static final String NAME = "echod-dispatcher-0.1.0-SNAPSHOT";

  private static final String MAIN =
      """
      package consumer;

      import io.echod.dispatcher.Dispatcher;
      import io.echod.dispatcher.Reason;
      import io.echod.dispatcher.kernel.nio.NioKernel;
      import io.echod.net.Connection;
      import io.echod.net.ConnectionOptions;
      import io.echod.net.Listener;
      import io.echod.net.ListenerOptions;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;

      public final class Main {
        public static void main(String[] arguments) throws Exception {
          var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
          try (var dispatcher = new Dispatcher(new NioKernel())) {
            var listener = Listener.listen(dispatcher, address, ListenerOptions.DEFAULT);
            listener.onConnection(client -> {
              System.out.println("connected by way of " + Dispatcher.class.getModule().getName());
              dispatcher.close();
            });
            Connection.connect(dispatcher, listener.address(), ConnectionOptions.DEFAULT)
                .onIo(Reason.WRITE, (callback, reason) -> callback.cancel());
            dispatcher.monitor();
          }
        }
      }
      """;

  @TempDir private Path directory;

  private Path repository;

  @BeforeEach
  void shareAllButEchod() throws IOException {
    Shell.assumeInstalled("mvn");
    // Surefire knows where the build has its libraries from.
    Path shared = Path.of(System.getProperty("localRepository"));
    repository = Files.createDirectories(directory.resolve("repository"));
    link(shared, repository, "io");
    Files.createDirectories(repository.resolve("io"));
    link(shared.resolve("io"), repository.resolve("io"), "echod");
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path name = entry.getFileName();
        if (!name.toString().equals(except)) {
          Files.createSymbolicLink(to.resolve(name), entry);
        }
      }
    }
  }

  @Test
  void whatIsInstalledIsAllThatAProjectNeeds() throws Exception {
    install();
    Path installed = repository.resolve("io/echod/echod-dispatcher/0.1.0-SNAPSHOT");
    assertThatItIsWhole(installed);

    // A program can use the library alone: nothing of the build around it is asked for.
    delete(repository.resolve("io/echod/echod-parent"));
    for (boolean isModule : List.of(false, true)) {
      Path project = project(isModule);
      maven(project, "--offline", "compile");
      Path classes = project.resolve("target/classes");
      assertThat(run(isModule, classes, installed.resolve(NAME + ".jar")))
          .isEqualTo("connected by way of " + (isModule ? "io.echod.dispatcher" : null) + "\n");
    }
  }

  /** In a copy, for the build under way works in the checkout. */
  private void install() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("copy"));
    for (String file :
        List.of(
            "pom.xml",
            "LICENSE",
            "dispatcher/pom.xml",
            "tls/pom.xml",
            "program/pom.xml",
            "benchmarks/pom.xml")) {
      Files.createDirectories(copy.resolve(file).getParent());
      Files.copy(Checkout.root().resolve(file), copy.resolve(file));
    }
    Path sources = Path.of("dispatcher/src/main");
    try (Stream<Path> files = Files.walk(Checkout.root().resolve(sources))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(Checkout.root().relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    maven(copy, "-Dquick", "-DskipTests", "-pl", "dispatcher", "-am", "install");
  }

  private static void assertThatItIsWhole(Path installed) throws IOException {
    assertThat(entries(installed.resolve(NAME + "-sources.jar")))
        .contains("io/echod/dispatcher/Dispatcher.java", "META-INF/LICENSE");
    assertThat(entries(installed.resolve(NAME + "-javadoc.jar")))
        .contains("index.html", "io/echod/net/Connection.html");
    Path jar = installed.resolve(NAME + ".jar");
    assertThat(entries(jar)).contains("META-INF/LICENSE", "module-info.class");
    ModuleDescriptor module = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    assertThat(module.name()).isEqualTo("io.echod.dispatcher");
    assertThat(module.requires())
        .filteredOn(required -> !required.modifiers().contains(Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactly("java.base");
    assertThat(Files.readString(installed.resolve(NAME + ".pom")))
        .contains("<name>MIT</name>")
        .doesNotContain("<parent>", "<scope>compile</scope>", "<scope>runtime</scope>", "<build>");
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).toList();
    }
  }

  /** A project with the dependency, and the module, of the document. */
  private Path project(boolean isModule) throws IOException {
    Markdown document = Markdown.read("docs/library.md");
    Path project = directory.resolve(isModule ? "module" : "classes");
    Path sources = Files.createDirectories(project.resolve("src/main/java/consumer"));
    Files.writeString(sources.resolve("Main.java"), MAIN);
    if (isModule) {
      String requires = "requires io.echod.dispatcher;";
      assertThat(document.text()).contains(requires);
      Files.writeString(
          sources.resolveSibling("module-info.java"), "module consumer { " + requires + " }");
    }
    Files.writeString(
        project.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>consumer</groupId>
          <artifactId>consumer</artifactId>
          <version>1</version>
          <properties>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
            <maven.compiler.release>25</maven.compiler.release>
          </properties>
          <dependencies>%s</dependencies>
          <build>
            <plugins>
              <plugin>
                <artifactId>maven-compiler-plugin</artifactId>
                <version>%s</version>
              </plugin>
              <plugin>
                <artifactId>maven-resources-plugin</artifactId>
                <version>%s</version>
              </plugin>
            </plugins>
          </build>
        </project>
        """
            .formatted(
                document.blocks("xml").getFirst(),
                version("maven-compiler-plugin"),
                version("maven-resources-plugin")));
    return project;
  }

  /** The version of a plugin that this build has, and the repository therefore, too. */
  private static String version(String plugin) throws IOException {
    String pom = Files.readString(Checkout.root().resolve("pom.xml"));
    String element = plugin + ".version>";
    int begin = pom.indexOf(element) + element.length();
    return pom.substring(begin, pom.indexOf('<', begin));
  }

  private void maven(Path project, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn", "-B", "-q", "--no-transfer-progress", "-Dmaven.repo.local=" + repository));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Shell.Result result = Shell.run(builder, MAVEN_SECONDS);
    assertThat(result.exitCode()).as(result.output() + result.errors()).isZero();
  }

  private static String run(boolean isModule, Path classes, Path library) throws Exception {
    String path = classes + ":" + library;
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(
        isModule
            ? List.of("-p", path, "-m", "consumer/consumer.Main")
            : List.of("-cp", path, "consumer.Main"));
    Shell.Result result = Shell.run(new ProcessBuilder(command));
    assertThat(result.errors()).isEmpty();
    return result.output();
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
