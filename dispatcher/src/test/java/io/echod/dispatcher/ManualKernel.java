package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel without an operating system: time passes when a test says so or the dispatcher waits,
 * and sources are ready when a test makes them so. A wait that nothing would ever end fails.
 */
final class ManualKernel implements Kernel {

  private int offers;
  private final List<ManualSource> sources = new ArrayList<>();
  private final List<Happening> happenings = new ArrayList<>();
  private long now;
  private volatile boolean woken;
  private boolean closed;
  private int reasons = Ready.READ | Ready.WRITE | Ready.EXCEPT;
  private long waits;
  private long sleeps;
  private long lookNanos;
  private long clockReads;
  private long lastTimeoutNanos;
  private @Nullable IOException broken;
  private @Nullable Error closeFailure;

  private record Happening(long atNanos, Runnable action) {}

  ManualKernel() {
    this(1_000_000_000_000L);
  }

  /** Starts the clock anywhere, such as close to where it wraps. */
  ManualKernel(long startNanos) {
    now = startNanos;
  }

  ManualSource source() {
    ManualSource source = new ManualSource(this, "source " + sources.size());
    sources.add(source);
    return source;
  }

  /** Lets time pass, as while a handler is slow. */
  void advance(Duration span) {
    now += span.toNanos();
  }

  /** Has something happen while the dispatcher waits at that time from now. */
  void in(Duration delay, Runnable action) {
    happenings.add(new Happening(now + delay.toNanos(), action));
  }

  /** Makes it blind for all other reasons. */
  void seesOnly(int visibleReasons) {
    reasons = visibleReasons;
  }

  /** Has every further wait fail. */
  void breakDown(IOException failure) {
    broken = failure;
  }

  /** Has the next close fail, before it has closed anything. */
  void failClose(Error failure) {
    closeFailure = failure;
  }

  /** The waits so far, those that only looked included. */
  long waits() {
    return waits;
  }

  /** The waits so far that would have lasted, had nothing come. */
  long sleeps() {
    return sleeps;
  }

  /** Lets time pass in waits that only look, too. */
  void lookTakes(Duration span) {
    lookNanos = span.toNanos();
  }

  /** How often the clock was read so far. */
  long clockReads() {
    return clockReads;
  }

  /** How long the last wait would have lasted at most. */
  long lastTimeoutNanos() {
    return lastTimeoutNanos;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    if (broken != null) {
      throw broken;
    }
    waits++;
    sleeps += timeoutNanos > 0 ? 1 : 0;
    lastTimeoutNanos = timeoutNanos;
    long left = Math.max(timeoutNanos, lookNanos);
    while (!collect(ready) && left > 0 && !woken && !Thread.currentThread().isInterrupted()) {
      Happening next = nextWithin(left);
      if (next != null) {
        left -= next.atNanos - now;
        now = next.atNanos;
        happenings.remove(next);
        next.action.run();
      } else if (timeoutNanos == FOREVER) {
        throw new IllegalStateException("the dispatcher would wait for ever");
      } else {
        now += left;
        left = 0;
      }
    }
    woken = false;
  }

  private @Nullable Happening nextWithin(long nanos) {
    Happening next = null;
    for (Happening happening : happenings) {
      long until = happening.atNanos - now;
      if (until <= nanos && (next == null || until < next.atNanos - now)) {
        next = happening;
      }
    }
    return next;
  }

  private boolean collect(Ready ready) {
    for (ManualSource source : sources) {
      int reasons = source.readyAndWanted();
      if (reasons != 0) {
        ready.add(source, reasons);
      }
    }
    return ready.size() > 0;
  }

  @Override
  public void offerProcessor() {
    offers++;
  }

  /** How often the processor was offered to others. */
  int offers() {
    return offers;
  }

  @Override
  public void wakeup() {
    woken = true;
  }

  @Override
  public long nanoTime() {
    clockReads++;
    return now;
  }

  @Override
  public int reasons() {
    return reasons;
  }

  @Override
  public String name() {
    return "manual";
  }

  @Override
  public void close() {
    if (!closed) {
      if (closeFailure != null) {
        Error thrown = closeFailure;
        closeFailure = null;
        throw thrown;
      }
      closed = true;
      List.copyOf(sources).forEach(Source::close);
    }
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamSource connect(SocketAddress address) {
    throw new UnsupportedOperationException();
  }

  /** A source that is ready for what a test says, and its own endpoint. */
  static final class ManualSource extends Source implements Endpoint {

    private final ManualKernel kernel;
    private final String name;
    private boolean open = true;
    private int interest;
    private int readiness;
    private boolean lost;

    private ManualSource(ManualKernel kernel, String name) {
      this.kernel = kernel;
      this.name = name;
    }

    /** Makes it ready for these reasons and no others, until the next call. */
    ManualSource ready(int reasons) {
      readiness = reasons;
      return this;
    }

    /** Has every wait report it as lost, with any interest. */
    void isLost() {
      lost = true;
    }

    /** The dispatcher's requests. */
    int interest() {
      return interest;
    }

    private int readyAndWanted() {
      return open ? (readiness & interest) | (lost ? Ready.LOST : 0) : 0;
    }

    @Override
    public void interest(int reasons) {
      interest = reasons;
    }

    @Override
    public Source source() {
      return this;
    }

    @Override
    public Kernel kernel() {
      return kernel;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    protected void release() {
      if (!open) {
        throw new IllegalStateException(this + " is released twice");
      }
      open = false;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
