package io.echod.measure.load;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.measure.load.option.LoadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Puts load on a server. {@link #run} takes the thread that calls it; {@link #stop} may be called
 * from any.
 */
public final class Load {

  private final Kernel.Factory kernels;
  private final LoadOptions options;
  private final Usage usage;
  private final Progress progress;
  private final List<Share> shares = new ArrayList<>();
  private final IntervalMerger merger;
  private final WarmUp warmUp;
  private final AtomicBoolean measures = new AtomicBoolean();
  private boolean stopped;

  /** Receives how it goes; on the threads of the load, one call at a time. */
  public interface Progress {

    /** Ignores it. */
    Progress NONE = new Progress() {};

    /** The first thread has begun to measure. */
    default void measuring() {}

    /** All threads have measured for another while. */
    default void interval(Interval interval) {}
  }

  /** Begins nothing yet. */
  public Load(Kernel.Factory kernels, LoadOptions options, Usage usage, Progress progress) {
    this.kernels = kernels;
    this.options = options;
    this.usage = usage;
    this.progress = progress;
    warmUp = new WarmUp(options.span().warmup());
    merger = new IntervalMerger(options.threads(), progress::interval);
  }

  /**
   * Runs it to its end.
   *
   * @throws IOException where a kernel can't be opened, or no connection could be made; the message
   *     says why
   */
  public LoadResult run() throws IOException, InterruptedException {
    List<FutureTask<Share>> tasks = new ArrayList<>();
    int firstNumber = 0;
    for (int index = 0; index < options.threads(); index++) {
      Share share = new Share(index, firstNumber);
      firstNumber += share.own.shape().connections();
      synchronized (this) {
        shares.add(share);
      }
      tasks.add(new FutureTask<>(share::run, share));
    }
    for (int index = 1; index < tasks.size(); index++) {
      Thread.ofPlatform().name("load-" + index).daemon().start(tasks.get(index));
    }
    tasks.getFirst().run();
    for (FutureTask<Share> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException("a thread of the load has failed", failed.getCause());
      }
    }
    return result();
  }

  private LoadResult result() throws IOException {
    Meter all = new Meter();
    double seconds = 0;
    double cpu = 0;
    long gcMillis = 0;
    double scheduled = 0;
    double warmUpSeconds = 0;
    IOException refusal = null;
    for (Share share : shares) {
      if (share.failure != null) {
        throw share.failure;
      }
      LoadLoop loop = share.loop();
      IOException refused = loop.refusal();
      refusal = refused == null ? refusal : refused;
      all.add(loop.account.meter);
      double own = loop.account.measuredNanos() / 1e9;
      seconds = Math.max(seconds, own);
      cpu = Math.max(cpu, share.cpuNanos / 1e9 / own);
      gcMillis = Math.max(gcMillis, share.gcMillis);
      scheduled += share.scheduled();
      warmUpSeconds = Math.max(warmUpSeconds, loop.warmUpNanos() / 1e9);
    }
    if (refusal != null && all.messages == 0) {
      throw refusal;
    }
    Generator generator = Generator.judge(cpu, all.lags, gcMillis, seconds, scheduled, all.planned);
    Dropped dropped = new Dropped(all.warmupMessages, warmUpSeconds, warmUp.isSteady());
    return LoadResult.of(options, all, seconds, dropped, generator);
  }

  /** Ends it early, with what was measured so far. From any thread. */
  public synchronized void stop() {
    stopped = true;
    shares.forEach(Share::stop);
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** One thread's work. */
  private final class Share implements Progress {

    private final int index;
    private final LoadOptions own;
    private final int firstNumber;
    private final WarmUp.Share ownWarmUp = warmUp.share();
    private volatile @Nullable LoadLoop loop;
    private @Nullable IOException failure;
    private long cpuNanos;
    private long gcMillis;

    Share(int index, int firstNumber) {
      this.index = index;
      own = options.share(index);
      this.firstNumber = firstNumber;
    }

    void run() {
      try (Dispatcher dispatcher = new Dispatcher(kernels.open())) {
        LoadLoop made = new LoadLoop(dispatcher, own, firstNumber, ownWarmUp, this);
        loop = made;
        made.start();
        if (isStopped()) {
          made.finish();
        }
        dispatcher.monitor();
      } catch (IOException noKernel) {
        failure = noKernel;
      } finally {
        ownWarmUp.end();
        merger.ended(index);
      }
    }

    void stop() {
      LoadLoop running = loop;
      if (running != null) {
        try {
          running.dispatcher.post(running::finish);
        } catch (RejectedExecutionException over) {
          // There is nothing left to end.
        }
      }
    }

    LoadLoop loop() {
      LoadLoop made = loop;
      if (made == null) {
        throw new IllegalStateException("a load that has not run");
      }
      return made;
    }

    /** Messages whose time has come, whether anybody noticed or not. */
    double scheduled() {
      boolean counted = own.schedule().isClosedLoop() || own.span().messages() > 0;
      double planned = own.span().duration().toNanos() / 1e9 * own.schedule().ratePerSecond();
      return counted || isStopped() ? 0 : planned;
    }

    @Override
    public void measuring() {
      cpuNanos = -usage.cpuNanos();
      gcMillis = -usage.gcPauseMillis();
      if (measures.compareAndSet(false, true)) {
        progress.measuring();
      }
    }

    @Override
    public void interval(Interval interval) {
      if (loop().isOver()) {
        // The last one.
        cpuNanos += usage.cpuNanos();
        gcMillis += usage.gcPauseMillis();
      }
      merger.add(index, interval);
    }
  }
}
