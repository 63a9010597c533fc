package io.echod.net;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection has come to an end that its peer has no part in. Null where there is no memory
 * to say why: it must come to its end without.
 */
final class Failures {

  private Failures() {}

  static @Nullable IOException aborted(Connection connection) {
    try {
      return new ConnectionLost(connection, "aborted at this end");
    } catch (OutOfMemoryError lackOfMemory) {
      return null;
    }
  }

  static @Nullable IOException closedBelow(Connection connection) {
    try {
      String what = connection.dispatcher().isClosed() ? "the dispatcher" : "its source";
      return new ConnectionLost(connection, what + " was closed");
    } catch (OutOfMemoryError lackOfMemory) {
      return null;
    }
  }

  static @Nullable IOException tooLate(Connection connection, Duration time) {
    try {
      String took = "the peer took none of " + connection.queuedBytes() + " bytes for ";
      return new ConnectionLost(connection, took + time.toMillis() + " ms");
    } catch (OutOfMemoryError lackOfMemory) {
      return null;
    }
  }
}
