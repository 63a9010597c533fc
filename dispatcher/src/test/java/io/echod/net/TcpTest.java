package io.echod.net;

import io.echod.dispatcher.kernel.KernelSide;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints on every kernel, without layers. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIM_SLOW")
final class TcpTest extends TcpContracts {

  TcpTest(KernelSide kernel) {
    super(new Plain(kernel));
  }
}
