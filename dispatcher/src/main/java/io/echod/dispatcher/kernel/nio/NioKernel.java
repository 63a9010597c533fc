package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on a {@link Selector}: runs wherever the JDK does.
 *
 * <p>Its waits are rounded up to whole milliseconds, as the selector takes no finer ones. It can't
 * see urgent data, so {@link Ready#EXCEPT} is not among its {@link #reasons()}.
 */
public final class NioKernel implements Kernel {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;

  /** Made once, for a lambda that captures the list of each wait would be garbage of each wait. */
  private final Consumer<SelectionKey> collector = this::collect;

  private @Nullable Ready collecting;

  /** Watches one source by itself, for {@link #poll}; most servers never need it. */
  private @Nullable Selector prober;

  /** Whether channels were closed that the selector has not let go of yet. */
  private boolean closesPending;

  /** Sources still open whose channel the JDK has closed, which took them from the selector. */
  private final Set<Source> stranded = new HashSet<>();

  /** Opens a selector; {@link #close} closes it. */
  public NioKernel() throws IOException {
    selector = Selector.open();
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    collecting = ready;
    closesPending = false;
    select(selector, timeoutNanos, collector);
  }

  private void collect(SelectionKey key) {
    // An exception thrown here would lose the rest of the batch, so no key is asked that may throw.
    if (collecting != null && key.isValid() && key.attachment() instanceof Source source) {
      collecting.add(source, reasonsOf(key.readyOps()));
    }
  }

  private static void select(Selector selector, long timeoutNanos, Consumer<SelectionKey> action)
      throws IOException {
    if (timeoutNanos <= 0) {
      selector.selectNow(action);
    } else if (timeoutNanos == FOREVER) {
      selector.select(action);
    } else {
      // Rounded up: rounded down, a wait of less than a millisecond would be one for ever.
      selector.select(action, (timeoutNanos - 1) / NANOS_PER_MILLI + 1);
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    if (!source.isOpen()) {
      throw new IOException(source + " is closed");
    }
    SelectableChannel channel;
    int operations;
    switch (source) {
      case NioStreamSource stream -> {
        channel = stream.channel();
        operations = stream.operationsOf(reasons);
      }
      case NioListeningSource listening -> {
        channel = listening.channel();
        operations = NioListeningSource.operationsOf(reasons);
      }
      default -> throw new IllegalArgumentException(source + " is not a source of this kernel");
    }
    settleCloses();
    if (prober == null) {
      prober = Selector.open();
    }
    int[] found = {0};
    SelectionKey key = channel.register(prober, operations);
    try {
      select(prober, timeoutNanos, probed -> found[0] = reasonsOf(probed.readyOps()));
    } finally {
      key.cancel();
      prober.selectNow();
    }
    return found[0] & reasons;
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException {
    settleCloses();
    return NioListeningSource.open(this, address, options);
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    // Or a listener closed just before would still take the call.
    settleCloses();
    return NioStreamSource.connect(this, address);
  }

  @Override
  public int reasons() {
    return Ready.READ | Ready.WRITE;
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    for (SelectionKey key : List.copyOf(selector.keys())) {
      if (key.attachment() instanceof Source source) {
        source.close();
      }
    }
    List.copyOf(stranded).forEach(Source::close);
    try {
      if (prober != null) {
        prober.close();
      }
      // The channels' descriptors are given back here: a channel closed while registered keeps its
      // own until the selector has let go of it.
      selector.close();
    } catch (IOException ignored) {
      // Closing what is being thrown away has no failure that anybody could act on.
    }
  }

  /** Every source is registered from its opening to its close, so that {@link #close} finds it. */
  SelectionKey register(SelectableChannel channel, Source source) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, 0, source);
  }

  /** Has a source found by {@link #close} although its channel is closed already. */
  void stranded(Source source) {
    stranded.add(source);
  }

  /** Notes that a source has closed its channel. */
  void closed(Source source) {
    closesPending = true;
    stranded.remove(source);
  }

  /**
   * Gives back the descriptors of closed channels, which a selector otherwise does only when it
   * selects: until then an address stays taken, and no peer sees the close.
   */
  private void settleCloses() throws IOException {
    if (closesPending) {
      closesPending = false;
      selector.selectNow(_ -> {});
      // It may have swallowed a wake-up; at worst, the next wait now ends early.
      selector.wakeup();
    }
  }

  private static int reasonsOf(int operations) {
    int reasons = 0;
    if ((operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
      reasons |= Ready.READ;
    }
    if ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
      reasons |= Ready.WRITE;
    }
    return reasons;
  }
}
