package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on a {@link Selector}: runs wherever the JDK does.
 *
 * <p>Its waits are rounded up to whole milliseconds, as the selector takes no finer ones. It can't
 * see urgent data, so {@link Ready#EXCEPT} is not among its {@link #reasons()}. A stream without
 * interest is found to be lost within a second. Where the system would not watch a channel, a
 * selector does not report that, so that source stays silent.
 */
public final class NioKernel implements Kernel {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;

  /** Made once, for a lambda that captures the list of each wait would be garbage of each wait. */
  private final Consumer<SelectionKey> collector = this::collect;

  private @Nullable Ready collecting;

  /** Watches one source by itself, for {@link #poll}; most servers never need it. */
  private volatile @Nullable Selector prober;

  private @Nullable ByteBuffer aside;

  /** Whether channels were closed that the selector has not let go of yet. */
  private boolean closesPending;

  /** Sources still open whose channel the JDK has closed, which took them from the selector. */
  private final Set<Source> stranded = new HashSet<>();

  private final HangUps hangUps = new HangUps();

  /** Streams to be reported as lost by the next wait. */
  private final List<NioStreamSource> lost = new ArrayList<>();

  /** Whether the selector may have forgotten keys: with no memory, it drops its changes. */
  private boolean forgetful;

  /** Whether a wake-up has come since the last wait, for a {@link #poll} that it shall end. */
  private volatile boolean wakeupCame;

  /** Opens a selector; {@link #close} closes it. */
  public NioKernel() throws IOException {
    selector = Selector.open();
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    checkOpen();
    collecting = ready;
    long limitNanos = timeoutNanos;
    if (!hangUps.isEmpty()) {
      hangUps.look();
      limitNanos = hangUps.limit(timeoutNanos);
    }
    settleHangUps();
    if (closesPending) {
      giveBack();
    }
    wakeupCame = false;
    if (forgetful) {
      remind();
    }
    try {
      select(selector, lost.isEmpty() ? limitNanos : 0, collector);
    } catch (OutOfMemoryError lackOfMemory) {
      forgetful = true;
      closesPending = true;
      throw lackOfMemory;
    }
    if (!lost.isEmpty()) {
      reportLost(ready);
    }
  }

  /**
   * The wait to come gives back the descriptors of closed channels at its beginning, and may then
   * last: an accept that waits for one can't be notified in between.
   */
  private void giveBack() throws IOException {
    if (freedDescriptors().isAwaited()) {
      settleCloses();
    } else {
      closesPending = false;
      freedDescriptors().add();
    }
  }

  /** Gives the selector all interests anew; where that fails, once more at the next wait. */
  private void remind() throws IOException {
    if (cancelStrays()) {
      // With it goes what the selector knows by the same descriptor, until it is reminded of that.
      closesPending = true;
      settleCloses();
    }
    for (SelectionKey key : selector.keys()) {
      // Not by a switch over types, which is linked when it is first needed.
      if (isStray(key)) {
        continue;
      }
      if (key.attachment() instanceof NioStreamSource stream) {
        stream.remind();
      } else if (key.attachment() instanceof NioListeningSource listening) {
        listening.remind();
      } else if (key.attachment() instanceof NioDatagramSource datagrams) {
        datagrams.remind();
      }
    }
    forgetful = false;
  }

  private boolean cancelStrays() {
    boolean found = false;
    for (SelectionKey key : selector.keys()) {
      if (isStray(key)) {
        key.cancel();
        found = true;
      }
    }
    return found;
  }

  /**
   * Whether a registration that failed has left it behind: its channel knows nothing of it, and is
   * closed by now. Its descriptor may be another's.
   */
  private boolean isStray(SelectionKey key) {
    return !key.equals(key.channel().keyFor(selector));
  }

  private void settleHangUps() throws IOException {
    if (closesPending) {
      hangUps.settle();
    }
  }

  private void checkOpen() throws IOException {
    if (!selector.isOpen()) {
      throw new IOException("kernel nio is closed");
    }
  }

  /** Those that are reported for more have been reported already. */
  private void reportLost(Ready ready) {
    while (!lost.isEmpty()) {
      NioStreamSource stream = lost.getLast();
      if (stream.isOpen() && stream.lossPending) {
        ready.add(stream, Ready.LOST);
        stream.lossPending = false;
      }
      lost.removeLast();
    }
  }

  private void collect(SelectionKey key) {
    // An exception thrown here would lose the rest of the batch, so no key is asked that may throw.
    if (collecting != null && key.isValid() && key.attachment() instanceof Source source) {
      int reasons = reasonsOf(key.readyOps());
      if (!lost.isEmpty() && source instanceof NioStreamSource stream && stream.lossPending) {
        stream.lossPending = false;
        reasons |= Ready.LOST;
      }
      collecting.add(source, reasons);
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
    wakeupCame = true;
    selector.wakeup();
    Selector polling = prober;
    if (polling != null) {
      polling.wakeup();
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    checkOpen();
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
      case NioDatagramSource datagrams -> {
        channel = datagrams.channel();
        operations = NioDatagramSource.operationsOf(reasons);
      }
      default -> throw new IllegalArgumentException(source + " is not a source of this kernel");
    }
    if (!channel.isOpen()) {
      // A connect has failed, and the JDK has closed it: every call on the source throws that.
      return reasons;
    }
    settleCloses();
    Selector polling = prober();
    int[] found = {0};
    SelectionKey key;
    try {
      key = channel.register(polling, operations);
    } catch (OutOfMemoryError lackOfMemory) {
      // It may have a key now that the channel knows nothing of.
      prober = null;
      closeQuietly(polling);
      throw lackOfMemory;
    }
    try {
      long limitNanos = timeoutNanos;
      // One that comes later finds the selector.
      if (timeoutNanos > 0 && wakeupCame) {
        wakeupCame = false;
        limitNanos = 0;
      }
      select(polling, limitNanos, probed -> found[0] = reasonsOf(probed.readyOps()));
      if (timeoutNanos > 0) {
        wakeupCame = false;
      }
    } finally {
      key.cancel();
      polling.selectNow();
    }
    return found[0] & reasons;
  }

  private Selector prober() throws IOException {
    Selector polling = prober;
    if (polling == null) {
      polling = Selector.open();
      prober = polling;
    }
    return polling;
  }

  @Override
  public void releaseClosed() throws IOException {
    if (selector.isOpen()) {
      settleCloses();
    }
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException {
    checkOpen();
    settleCloses();
    return NioListeningSource.open(this, address, options);
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    checkOpen();
    settleCloses();
    return NioStreamSource.connect(this, address);
  }

  @Override
  public StreamSource adopt(AcceptedSocket socket) throws IOException {
    checkOpen();
    return socket instanceof NioAcceptedSocket own ? own.adopt(this) : Kernel.super.adopt(socket);
  }

  @Override
  public DatagramSource bind(SocketAddress address, DatagramOptions options) throws IOException {
    checkOpen();
    settleCloses();
    return NioDatagramSource.bind(this, address, options);
  }

  /** Room for a datagram of any length; made for the first socket that has any. */
  ByteBuffer aside() {
    ByteBuffer made = aside;
    if (made == null) {
      made = ByteBuffer.allocateDirect(DatagramBatch.SLOT_BYTES);
      aside = made;
    }
    return made;
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
    StackRoom.check(StackRoom.TO_END);
    Throwable failure = null;
    for (Source source : openSources()) {
      try {
        source.close();
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
        if (source.isOpen()) {
          // Another close goes on.
          throw thrown;
        }
      }
    }
    // The channels' descriptors are given back here: a channel closed while registered keeps its
    // own until the selector has let go of it.
    closeQuietly(prober);
    closeQuietly(hangUps.selector());
    closeQuietly(selector);
    freedDescriptors().add();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private static void closeQuietly(@Nullable Selector closing) {
    try {
      if (closing != null) {
        closing.close();
      }
    } catch (IOException ignored) {
      // Closing what is being thrown away has no failure that anybody could act on.
    }
  }

  private List<Source> openSources() {
    List<Source> sources = new ArrayList<>(stranded);
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Source source) {
        sources.add(source);
      }
    }
    return sources;
  }

  /** Every source is registered from its opening to its close, so that {@link #close} finds it. */
  SelectionKey register(SelectableChannel channel, Source source) throws IOException {
    channel.configureBlocking(false);
    hangUps.reserve(selector.keys().size() + 1);
    try {
      return channel.register(selector, 0, source);
    } catch (OutOfMemoryError lackOfMemory) {
      // The selector may have a key by now that the channel knows nothing of.
      forgetful = true;
      throw lackOfMemory;
    }
  }

  HangUps hangUps() {
    return hangUps;
  }

  /** Has the next wait report a stream as lost. */
  void reportLost(NioStreamSource stream) {
    lost.add(stream);
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
   * As above for a listening socket, which takes no connection any more from this moment on: those
   * would be reset.
   */
  void closedListening(Source source) {
    closed(source);
    if (selector.isOpen()) {
      try {
        settleCloses();
      } catch (IOException ignored) {
        // The next wait fails of the same.
      }
    }
  }

  /**
   * Gives back the descriptors of closed channels, which a selector otherwise does only when it
   * selects: until then an address stays taken, and no peer sees the close.
   */
  private void settleCloses() throws IOException {
    if (closesPending) {
      hangUps.settle();
      try {
        selector.selectNow(_ -> {});
      } catch (OutOfMemoryError lackOfMemory) {
        forgetful = true;
        throw lackOfMemory;
      }
      closesPending = false;
      freedDescriptors().add();
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
