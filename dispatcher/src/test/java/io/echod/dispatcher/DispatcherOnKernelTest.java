package io.echod.dispatcher;

import io.echod.dispatcher.kernel.KernelSide;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A dispatcher's promises, as tests on kernels that do input and output. Both ends of every
 * connection go through one kernel.
 */
@ParameterizedClass
@EnumSource
final class DispatcherOnKernelTest {

  private final KernelSide side;

  DispatcherOnKernelTest(KernelSide side) {
    this.side = side;
  }

  @Nested
  class Events extends EventContract {
    Events() {
      super(side::open);
    }
  }

  @Nested
  class Ends extends EndContract {
    Ends() {
      super(side::open);
    }
  }

  @Nested
  class Fairness extends FairnessContract {
    Fairness() {
      super(side::open);
    }
  }

  @Nested
  class Holds extends HoldContract {
    Holds() {
      super(side::open);
    }
  }

  @Nested
  class Wakeups extends WakeupContract {
    Wakeups() {
      super(side::open);
    }
  }

  @Nested
  class WakeupsOfOneThatNeverSleeps extends WakeupContract {
    WakeupsOfOneThatNeverSleeps() {
      super(
          side::open, DispatcherOptions.DEFAULT.withBusyPoll(BusyPoll.always(Duration.ofHours(1))));
    }
  }
}
