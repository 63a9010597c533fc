package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.world.Chances;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A listening socket of a simulated kernel. */
final class SimListeningSource extends ListeningSource implements SimSource, Listeners.Listening {

  private final SimKernel kernel;
  private final int descriptor;
  private final InetSocketAddress address;
  private final ListenOptions options;
  private final ArrayDeque<SocketEnd> waiting = new ArrayDeque<>();
  private int interest;
  private boolean open = true;
  private boolean shares;

  private SimListeningSource(
      SimKernel kernel, int descriptor, InetSocketAddress address, ListenOptions options) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.address = address;
    this.options = options;
    shares = options.reusePort();
  }

  static SimListeningSource open(SimKernel kernel, SocketAddress address, ListenOptions options)
      throws IOException {
    Listeners listeners = kernel.network.listeners;
    InetSocketAddress bound = listeners.bindable(address, options.reusePort());
    int descriptor = kernel.descriptors().reserve();
    SimListeningSource source = new SimListeningSource(kernel, descriptor, bound, options);
    kernel.descriptors().add(descriptor, source);
    listeners.add(source);
    kernel.called("listen", descriptor, bound.getPort(), true);
    return source;
  }

  @Override
  public boolean offer(SocketEnd end) {
    // Linux lets one more wait than the backlog says.
    if (waiting.size() > options.backlog()) {
      return false;
    }
    if (options.receiveBufferBytes() > 0) {
      end.in().limitWindow(options.receiveBufferBytes());
    }
    waiting.add(end);
    kernel.descriptors().mayBeReady(descriptor);
    return true;
  }

  @Override
  public @Nullable StreamSource accept() throws IOException {
    if (!isAnyWaiting()) {
      return null;
    }
    SimStreamSource accepted;
    try {
      checkDescriptors();
      accepted = SimStreamSource.connected(kernel, waiting::remove);
    } catch (IOException noDescriptor) {
      kernel.called("accept fails", descriptor, 0, false);
      throw noDescriptor;
    }
    kernel.called("accept", descriptor, accepted.descriptor(), true);
    return accepted;
  }

  @Override
  public @Nullable AcceptedSocket acceptSocket() throws IOException {
    if (!isAnyWaiting()) {
      return null;
    }
    try {
      checkDescriptors();
    } catch (IOException noDescriptor) {
      kernel.called("accept fails", descriptor, 0, false);
      throw noDescriptor;
    }
    kernel.called("accept socket", descriptor, 1, true);
    return new SimAcceptedSocket(kernel.network, waiting.remove());
  }

  private boolean isAnyWaiting() throws IOException {
    if (!open) {
      throw new SocketException("listening socket is closed");
    }
    passOverAborted();
    if (waiting.isEmpty()) {
      kernel.called("accept", descriptor, 0, false);
      return false;
    }
    return true;
  }

  private void checkDescriptors() throws IOException {
    if (kernel.network.chances.happens(Fault.ACCEPT_NO_DESCRIPTOR)) {
      throw new SocketException("Too many open files");
    }
  }

  /**
   * Leaves the one to hand out at the head. One that was reset while it waited is handed out, and
   * fails at its first read; only where the caller had not been answered yet, there is none.
   */
  private void passOverAborted() {
    Chances chances = kernel.network.chances;
    while (!waiting.isEmpty()) {
      SocketEnd first = waiting.element();
      if (!first.isAbandoned() && !chances.happens(Fault.ACCEPT_ABORTED)) {
        if (first.failure() == null && chances.happens(Fault.ACCEPT_RESET)) {
          kernel.network.disturbed(first);
          first.resetFromWithin();
        }
        return;
      }
      kernel.network.disturbed(first);
      first.reset();
      waiting.remove();
    }
  }

  @Override
  protected void release() {
    open = false;
    kernel.network.listeners.remove(this);
    kernel.descriptors().remove(descriptor);
    waiting.forEach(SocketEnd::reset);
    waiting.clear();
    kernel.called("close", descriptor, 0, true);
  }

  @Override
  public int readiness() {
    return waiting.isEmpty() ? 0 : Ready.READ;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void interest(int reasons) {
    interest = reasons;
    if (open) {
      kernel.descriptors().mayBeReady(descriptor);
    }
  }

  @Override
  public int interest() {
    return interest;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public Source source() {
    return this;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public SocketAddress localAddress() {
    return address;
  }

  @Override
  public boolean shares() {
    return shares;
  }

  @Override
  public void share() throws SocketException {
    if (!open) {
      throw new SocketException("listening socket is closed");
    }
    shares = true;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "sim listening socket " + descriptor + " " + address;
  }
}
