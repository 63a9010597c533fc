package io.echod.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document of the project, and what stands in its fences. */
record Markdown(String text) {

  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");

  /** Reads a document by its path from the root of the checkout. */
  static Markdown read(String path) throws IOException {
    return new Markdown(Files.readString(checkout().resolve(path)));
  }

  /** The root of the checkout, wherever in it the tests run. */
  static Path checkout() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(directory.resolve("README.md"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new AssertionError("no README.md above " + Path.of("").toAbsolutePath());
      }
      directory = parent;
    }
    return directory;
  }

  /** The blocks of one language, in order. */
  List<String> blocks(String language) {
    Pattern fence = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$");
    return fence.matcher(text).results().map(block -> block.group(1).strip()).toList();
  }

  /** Where the links lead that stay within the project. */
  List<String> localLinks() {
    return LINK.matcher(text)
        .results()
        .map((MatchResult link) -> link.group(1))
        .filter(target -> !target.contains("://"))
        .toList();
  }
}
