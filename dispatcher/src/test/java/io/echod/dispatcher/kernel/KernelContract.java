package io.echod.dispatcher.kernel;

import java.io.IOException;
import org.junit.jupiter.api.Nested;

/**
 * All that {@link Kernel} promises, as tests. A side of the seam passes them by a subclass that
 * opens its kernel; both ends of every connection go through that one kernel, so one without
 * sockets can pass them, too.
 */
public abstract class KernelContract {

  /** Opens the kernel under test; each test has its own. */
  protected abstract Kernel openKernel() throws IOException;

  @Nested
  class Readiness extends ReadinessContract {
    Readiness() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Silence extends SilenceContract {
    Silence() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Waiting extends WaitContract {
    Waiting() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Polling extends PollContract {
    Polling() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Streams extends StreamContract {
    Streams() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class StreamEnds extends StreamEndContract {
    StreamEnds() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Losses extends LostContract {
    Losses() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Calls extends CallContract {
    Calls() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Connecting extends ConnectContract {
    Connecting() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Listening extends ListenContract {
    Listening() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Closing extends CloseContract {
    Closing() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class Datagrams extends DatagramContract {
    Datagrams() {
      super(KernelContract.this::openKernel);
    }
  }

  @Nested
  class DatagramBatches extends DatagramBatchContract {
    DatagramBatches() {
      super(KernelContract.this::openKernel);
    }
  }
}
