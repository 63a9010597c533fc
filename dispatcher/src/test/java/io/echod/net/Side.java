package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.net.layer.Layer;
import java.io.IOException;

/** A kernel, and the layers above it, for which the contracts of endpoints are run. */
interface Side {

  /** A class of tests for a side; its nested classes are tests for the same. */
  interface Of {
    Side side();
  }

  /** Opens the kernel; each test has its own. */
  Kernel openKernel() throws IOException;

  /** The layers between the connections and their sockets, at both ends. */
  default Layer.Factory layers() {
    return Layer.Factory.NONE;
  }

  /** Whether bytes that have come can be read after a reset; where not, none can be asked for. */
  default boolean keepsInputAtReset() {
    return true;
  }
}
