/**
 * An I/O event dispatcher for the JDK and nothing else, and TCP endpoints on it.
 *
 * <p>Start with {@link io.echod.dispatcher.Dispatcher}; {@link io.echod.dispatcher.kernel.Kernel}
 * is the seam to the operating system.
 */
module io.echod.dispatcher {
  requires static org.jspecify;

  exports io.echod.dispatcher;
  exports io.echod.dispatcher.kernel;
  exports io.echod.dispatcher.kernel.epoll;
  exports io.echod.dispatcher.kernel.nio;
  exports io.echod.dispatcher.kernels;
  exports io.echod.dispatcher.kernel.sim;
  exports io.echod.dispatcher.kernel.sim.chance;
  exports io.echod.net;
  exports io.echod.net.address;
  exports io.echod.net.datagram;
  exports io.echod.net.drain;
  exports io.echod.net.fault;
  exports io.echod.net.fault.rule;
  exports io.echod.net.host;
  exports io.echod.net.layer;
  exports io.echod.net.line;
  exports io.echod.net.relay;
}
