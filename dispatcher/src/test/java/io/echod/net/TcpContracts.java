package io.echod.net;

import org.junit.jupiter.api.Nested;

/** Every contract of endpoints, for a side that a subclass names. */
abstract class TcpContracts implements Side.Of {

  private final Side side;

  TcpContracts(Side side) {
    this.side = side;
  }

  @Override
  public final Side side() {
    return side;
  }

  @Nested
  class Echo extends EchoContract {}

  @Nested
  class HalfClose extends HalfCloseContract {}

  @Nested
  class Close extends CloseContract {}

  @Nested
  class Abort extends AbortContract {}

  @Nested
  class Write extends WriteContract {}

  @Nested
  class SlowReader extends SlowReaderContract {}

  @Nested
  class Connect extends ConnectContract {}

  @Nested
  class Listener extends ListenerContract {}

  @Nested
  class Readiness extends ReadinessContract {}

  @Nested
  class Blocking extends BlockingContract {}

  @Nested
  class Shutdown extends ShutdownContract {}

  @Nested
  class Trace extends TraceContract {}

  @Nested
  class Lines extends LineReaderContract {}

  @Nested
  class Pause extends PauseContract {}

  @Nested
  class Loss extends LossContract {}

  @Nested
  class LastWords extends LastWordsContract {}

  @Nested
  class QueueTotal extends QueueTotalContract {}

  @Nested
  class Gathering extends GatheringContract {}

  @Nested
  class Idle extends IdleContract {}

  @Nested
  class CountedBytes extends InputContract {}

  @Nested
  class Hold extends HoldContract {}

  @Nested
  class Layers extends LayerContract {}

  @Nested
  class Drain extends DrainContract {}

  @Nested
  class Proxy extends RelayContract {}
}
