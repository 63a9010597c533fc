package io.echod.net;

import io.echod.dispatcher.kernel.KernelSide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What only sockets of a real system can show. */
@ParameterizedClass
@EnumSource(names = {"EPOLL", "NIO"})
final class SystemTcpTest implements Side.Of {

  private final Side side;

  SystemTcpTest(KernelSide kernel) {
    side = new Plain(kernel);
  }

  @Override
  public Side side() {
    return side;
  }

  @Nested
  class UnixSocket extends UnixSocketContract {}

  @Nested
  class SelfConnect extends SelfConnectContract {}
}
