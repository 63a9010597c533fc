package io.echod.benchmarks;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A kernel all of whose sources are ready in every wait, at no cost but that of saying so. */
final class AlwaysReadyKernel implements Kernel {

  private final List<ReadySource> sources = new ArrayList<>();

  /** Ready for every reason asked of it. */
  final class ReadySource extends Source {

    private int interest;

    @Override
    public Kernel kernel() {
      return AlwaysReadyKernel.this;
    }

    @Override
    public void interest(int reasons) {
      interest = reasons;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    protected void release() {}
  }

  Source add() {
    ReadySource source = new ReadySource();
    sources.add(source);
    return source;
  }

  @Override
  public void await(long timeoutNanos, Ready ready) {
    for (int index = 0; index < sources.size(); index++) {
      ReadySource source = sources.get(index);
      if (source.interest != 0) {
        ready.add(source, source.interest);
      }
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void wakeup() {}

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) {
    return reasons;
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) {
    throw new UnsupportedOperationException("has no sockets");
  }

  @Override
  public StreamSource connect(SocketAddress address) {
    throw new UnsupportedOperationException("has no sockets");
  }

  @Override
  public int reasons() {
    return Ready.READ | Ready.WRITE | Ready.EXCEPT;
  }

  @Override
  public String name() {
    return "always ready";
  }

  @Override
  public void close() {}
}
