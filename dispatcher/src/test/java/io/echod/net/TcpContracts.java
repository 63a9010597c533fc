package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.net.layer.Layer;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Every contract of endpoints, for one kernel: a subclass says which, and runs them all. */
abstract class TcpContracts {

  /** Opens the kernel to test. */
  protected abstract Kernel openKernel() throws IOException;

  /** As in {@link TcpContract#layers}. */
  protected Layer.Factory layers() {
    return Layer.Factory.NONE;
  }

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

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class HalfClose extends HalfCloseContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Close extends CloseContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Abort extends AbortContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Write extends WriteContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class SlowReader extends SlowReaderContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Connect extends ConnectContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Listener extends ListenerContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Readiness extends ReadinessContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Blocking extends BlockingContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Shutdown extends ShutdownContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Trace extends TraceContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Lines extends LineReaderContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Pause extends PauseContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Loss extends LossContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class LastWords extends LastWordsContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
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

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Gathering extends GatheringContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Idle extends IdleContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class CountedBytes extends InputContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Hold extends HoldContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Layers extends LayerContract {
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

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }

  @Nested
  class Proxy extends RelayContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return TcpContracts.this.openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TcpContracts.this.layers();
    }
  }
}
