package io.echod.cli.bench;

import io.echod.cli.command.ProgressLine;
import io.echod.cli.command.Signals;
import io.echod.cli.command.TlsFlags;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.measure.load.Load;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.Usage;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.report.BenchRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs loads one after another; SIGINT and SIGTERM end the one that runs, and no other follows. */
final class BenchRunner implements AutoCloseable {

  private final ResultFlags flags;
  private final PrintWriter output;
  private final PrintWriter errors;
  private final ProgressLine progress;
  private Optional<IntervalLog> log;
  private final AtomicReference<@Nullable Load> running = new AtomicReference<>();
  private volatile boolean stopped;
  private Optional<String> aborted = Optional.empty();

  /**
   * Opens the log, where one is wanted.
   *
   * @throws IOException where it can't be written
   */
  BenchRunner(ResultFlags flags, PrintWriter output, PrintWriter errors) throws IOException {
    this.flags = flags;
    this.output = output;
    this.errors = errors;
    log = open(flags);
    progress = ProgressLine.on(errors, Clock.systemUTC());
    Signals.onStop(_ -> stop());
  }

  /** Begins the log anew, without what it has. */
  void forgetLog() throws IOException {
    if (log.isPresent()) {
      log.get().close();
      log = open(flags);
    }
  }

  private static Optional<IntervalLog> open(ResultFlags flags) throws IOException {
    Path file = flags.hlog().orElse(null);
    return file == null ? Optional.empty() : Optional.of(IntervalLog.open(file, Clock.systemUTC()));
  }

  /**
   * Runs one load.
   *
   * @param isLogged whether the log is to have it
   * @throws IOException where no connection could be made
   */
  BenchRun run(LoadOptions options, boolean isLogged) throws IOException, InterruptedException {
    Optional<IntervalLog> ownLog = isLogged ? log : Optional.empty();
    Reporter reporter =
        new Reporter(
            options, flags, progress, flags.isOnlyJson() ? errors : output, ownLog, this::stop);
    Load load = new Load(Kernels.bestFactory(), options, Usage.ofThisProcess(), reporter);
    running.set(load);
    if (stopped) {
      load.stop();
    }
    LoadResult result = run(load);
    running.set(null);
    ownLog.ifPresent(IntervalLog::nextRun);
    progress.clear();
    aborted = aborted.or(reporter::aborted);
    return new BenchRun(result, reporter.slices(), reporter.hostUsage());
  }

  private static LoadResult run(Load load) throws IOException, InterruptedException {
    try {
      return load.run();
    } catch (IOException failed) {
      throw new IOException(TlsFlags.explain(String.valueOf(failed.getMessage())), failed);
    }
  }

  private void stop() {
    stopped = true;
    Load load = running.get();
    if (load != null) {
      load.stop();
    }
  }

  /** Whether a signal or a condition has ended it, so that no other load is to follow. */
  boolean isStopped() {
    return stopped;
  }

  /** Which condition has ended a load early. */
  Optional<String> aborted() {
    return aborted;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    if (log.isPresent()) {
      log.get().close();
    }
  }
}
