package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * A dispatcher's promises, as tests on a kernel that does real input and output. A side of the seam
 * passes them by a subclass that opens its kernel; both ends of every connection go through that
 * one kernel.
 */
public abstract class DispatcherContract {

  /** Opens the kernel for one dispatcher; each test has its own. */
  protected abstract Kernel openKernel() throws IOException;

  @Nested
  class Events extends EventContract {
    Events() {
      super(DispatcherContract.this::openKernel);
    }
  }

  @Nested
  class Ends extends EndContract {
    Ends() {
      super(DispatcherContract.this::openKernel);
    }
  }

  @Nested
  class Fairness extends FairnessContract {
    Fairness() {
      super(DispatcherContract.this::openKernel);
    }
  }

  @Nested
  class Holds extends HoldContract {
    Holds() {
      super(DispatcherContract.this::openKernel);
    }
  }

  @Nested
  class Wakeups extends WakeupContract {
    Wakeups() {
      super(DispatcherContract.this::openKernel);
    }
  }

  @Nested
  class WakeupsOfOneThatNeverSleeps extends WakeupContract {
    WakeupsOfOneThatNeverSleeps() {
      super(
          DispatcherContract.this::openKernel,
          DispatcherOptions.DEFAULT.withBusyPoll(BusyPoll.always(Duration.ofHours(1))));
    }
  }
}
