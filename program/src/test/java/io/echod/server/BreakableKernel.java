package io.echod.server;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A kernel without clients, which fails to wait from a moment on that a test chooses. */
final class BreakableKernel implements Kernel {

  private boolean broken;
  private boolean woken;

  /** Ends the wait under way, and every later one, by a failure. From any thread. */
  synchronized void breakDown() {
    broken = true;
    notifyAll();
  }

  @Override
  public synchronized void await(long timeoutNanos, Ready ready) throws IOException {
    try {
      while (timeoutNanos > 0 && !broken && !woken) {
        wait();
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
    woken = false;
    if (broken) {
      throw new IOException("broken on purpose");
    }
  }

  @Override
  public synchronized void wakeup() {
    woken = true;
    notifyAll();
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) {
    return new Deserted(this, address);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) {
    return 0;
  }

  @Override
  public StreamSource connect(SocketAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int reasons() {
    return Ready.READ | Ready.WRITE;
  }

  @Override
  public String name() {
    return "breakable";
  }

  @Override
  public void close() {}

  private static final class Deserted extends ListeningSource {

    private final BreakableKernel kernel;
    private final SocketAddress address;
    private boolean open = true;

    Deserted(BreakableKernel kernel, SocketAddress address) {
      this.kernel = kernel;
      this.address = address;
    }

    @Override
    public @Nullable StreamSource accept() {
      return null;
    }

    @Override
    public void share() {}

    @Override
    public SocketAddress localAddress() {
      return address;
    }

    @Override
    public Kernel kernel() {
      return kernel;
    }

    @Override
    public void interest(int reasons) {}

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    protected void release() {
      open = false;
    }
  }
}
