package io.echod.cli.bench;

import io.echod.cli.command.OpenFiles;
import io.echod.settings.BadValue;
import java.util.OptionalLong;

/** How many file descriptors this process may have. */
final class DescriptorLimit {

  private DescriptorLimit() {}

  /**
   * Checks that there are enough for so many connections.
   *
   * @throws BadValue where there are not; the message says what to do
   */
  static void check(int connections) {
    check(connections, OpenFiles.limit());
  }

  static void check(int connections, OptionalLong limit) {
    if (limit.isPresent() && connections + (long) OpenFiles.OTHERS > limit.getAsLong()) {
      throw new BadValue(
          "--connections: "
              + connections
              + " connections need "
              + (connections + (long) OpenFiles.OTHERS)
              + " file descriptors, and this process may have "
              + limit.getAsLong()
              + "; raise its limit (ulimit -n)");
    }
  }
}
