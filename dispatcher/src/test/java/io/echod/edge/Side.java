package io.echod.edge;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;

/** The kernels with sockets. */
enum Side {
  NIO(NioKernel::new),
  EPOLL(EpollKernel::new);

  @SuppressWarnings("ImmutableEnumChecker") // a constructor
  final Kernel.Factory factory;

  Side(Kernel.Factory factory) {
    this.factory = factory;
  }
}
