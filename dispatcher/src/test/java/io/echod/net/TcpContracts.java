package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Every contract of endpoints, for one kernel: a subclass says which, and runs them all. */
abstract class TcpContracts {

  /** Opens the kernel to test. */
  protected abstract Kernel openKernel() throws IOException;

  /** As in {@link TcpContract#keepsInputAtReset}. */
  protected boolean keepsInputAtReset() {
    return true;
  }

  @Nested
  class Echo extends EchoContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class HalfClose extends HalfCloseContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Close extends CloseContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Abort extends AbortContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Write extends WriteContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class SlowReader extends SlowReaderContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Connect extends ConnectContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Listener extends ListenerContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Readiness extends ReadinessContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Blocking extends BlockingContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Shutdown extends ShutdownContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Trace extends TraceContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Lines extends LineReaderContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Pause extends PauseContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Loss extends LossContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class LastWords extends LastWordsContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return TcpContracts.this.keepsInputAtReset();
    }
  }

  @Nested
  class QueueTotal extends QueueTotalContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Gathering extends GatheringContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Idle extends IdleContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class CountedBytes extends InputContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Hold extends HoldContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Drain extends DrainContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }

  @Nested
  class Proxy extends RelayContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }
  }
}
