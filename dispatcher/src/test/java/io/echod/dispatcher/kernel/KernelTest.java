package io.echod.dispatcher.kernel;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All that {@link Kernel} promises, as tests; each has a kernel of its own. Both ends of every
 * connection go through that one kernel, so one without sockets can pass them, too.
 */
@ParameterizedClass
@EnumSource(
    mode = EnumSource.Mode.EXCLUDE,
    // Destroys what has come before a reset, which kernels must not.
    names = "SIM_OTHER_RESETS")
final class KernelTest {

  private final KernelSide side;

  KernelTest(KernelSide side) {
    this.side = side;
  }

  @Nested
  class Readiness extends ReadinessContract {
    Readiness() {
      super(side::open);
    }
  }

  @Nested
  class Silence extends SilenceContract {
    Silence() {
      super(side::open);
    }
  }

  @Nested
  class Waiting extends WaitContract {
    Waiting() {
      super(side::open);
    }
  }

  @Nested
  class Polling extends PollContract {
    Polling() {
      super(side::open);
    }
  }

  @Nested
  class Streams extends StreamContract {
    Streams() {
      super(side::open);
    }
  }

  @Nested
  class StreamEnds extends StreamEndContract {
    StreamEnds() {
      super(side::open);
    }
  }

  @Nested
  class Losses extends LostContract {
    Losses() {
      super(side::open);
    }
  }

  @Nested
  class Calls extends CallContract {
    Calls() {
      super(side::open);
    }
  }

  @Nested
  class Connecting extends ConnectContract {
    Connecting() {
      super(side::open);
    }
  }

  @Nested
  class Listening extends ListenContract {
    Listening() {
      super(side::open);
    }
  }

  @Nested
  class Closing extends CloseContract {
    Closing() {
      super(side::open);
    }
  }

  @Nested
  class Datagrams extends DatagramContract {
    Datagrams() {
      super(side::open);
    }
  }

  @Nested
  class DatagramBatches extends DatagramBatchContract {
    DatagramBatches() {
      super(side::open);
    }
  }
}
