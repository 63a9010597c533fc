import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Runs google-java-format over every Java source below a directory. The build starts it as a source
 * file, so that one run serves all modules whichever directories they have.
 *
 * <p>Arguments: {@code check} or {@code write}, then the directory.
 */
public final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean write = args[0].equals("write");
    List<String> command = new ArrayList<>();
    if (write) {
      command.add("--replace");
    } else {
      command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    }
    List<String> sources = sources(Path.of(args[1]));
    command.addAll(sources);

    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    int status = formatter.run(System.out, System.err, command.toArray(String[]::new));
    if (status != 0 && !write) {
      System.err.println(
          "Format: the files above are not as google-java-format writes them."
              + " To rewrite them: mvn -q -N -Pformat validate");
    }
    System.exit(status);
  }

  private static List<String> sources(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
            String name = directory.getFileName().toString();
            boolean skipped = name.equals("target") || name.equals("build") || name.startsWith(".");
            return skipped && !directory.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
            if (file.toString().endsWith(".java")) {
              found.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
