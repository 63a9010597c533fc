package io.echod.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The open descriptors of this process: sockets and the like, not the files of classes. */
final class Descriptors {

  private Descriptors() {}

  static long count() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(Descriptors::isNoFile).count();
    }
  }

  private static boolean isNoFile(Path descriptor) {
    try {
      return !Files.readSymbolicLink(descriptor).isAbsolute();
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
