package io.echod.scheme.endpoint;

import io.echod.dispatcher.Endpoint;
import io.echod.net.Connection;
import io.echod.scheme.runtime.ScriptLoop;
import java.time.Duration;

/** Reports to the author bytes that a script has written, and that never reach their peer. */
public final class Losses {

  /** A script that loses bytes loses them again and again. */
  private static final int REPORTS_MAX = 10;

  private final ScriptLoop loop;
  private int reports;

  Losses(ScriptLoop loop) {
    this.loop = loop;
  }

  /** The last write was accepted in part only, and the rest was not written before the end. */
  void unaccepted(TcpConnection destroyed, int bytes) {
    if (reports < REPORTS_MAX) {
      reports++;
      loop.tell(
          loop.place()
              + ": the last "
              + bytes
              + " bytes for "
              + destroyed.label()
              + " were never sent: tcp-write had no room for them in the queue and gave less than"
              + " it was given; iox-whenwritten has a procedure called once there is room"
              + (reports == REPORTS_MAX ? "; further ones are not reported" : ""));
    }
  }

  /** The script has ended, and its peers had so long to take what is queued for them. */
  void atEnd(Duration limit) {
    long bytes = 0;
    int peers = 0;
    for (Endpoint endpoint : loop.dispatcher().endpoints()) {
      if (endpoint instanceof Connection connection && connection.queuedBytes() > 0) {
        bytes += connection.queuedBytes();
        peers++;
      }
    }
    if (bytes > 0) {
      loop.tell(
          "the script ends, and "
              + bytes
              + " bytes are lost: within "
              + limit.toSeconds()
              + " seconds "
              + (peers == 1 ? "a peer has" : peers + " peers have")
              + " not taken them");
    }
  }
}
