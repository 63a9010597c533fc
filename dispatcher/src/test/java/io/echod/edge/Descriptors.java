package io.echod.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The open descriptors of this process: sockets and the like, not the files of classes. */
final class Descriptors {

  private Descriptors() {}

  static long count() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(Descriptors::isNoFile).count();
    }
  }

  /** The sockets that are open, each by a name that no later one has. */
  static Set<String> sockets() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(Descriptors::target)
          .filter(target -> target.startsWith("socket:"))
          .collect(Collectors.toSet());
    }
  }

  private static boolean isNoFile(Path descriptor) {
    return !target(descriptor).startsWith("/");
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "/closed";
    }
  }
}
