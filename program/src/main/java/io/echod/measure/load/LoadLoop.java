package io.echod.measure.load;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.measure.ErrorKind;
import io.echod.measure.Numbered;
import io.echod.measure.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of a load: a dispatcher, connections, a schedule and a meter. Lives on the
 * dispatcher's thread.
 */
final class LoadLoop {

  /**
   * In this order, never back.
   *
   * <pre>
   *  CONNECTING ──all tried──▶ WARMING ──warm-up over──▶ MEASURING ──time, messages──▶ DRAINING
   *      │ none connected          │                        │         nothing owed, timeout │
   *      └─────────────────────────┴────────── stop ────────┴───────────────────────────▶ OVER
   * </pre>
   */
  enum Phase {
    CONNECTING,
    WARMING,
    MEASURING,
    DRAINING,
    OVER
  }

  private static final Duration HEARTBEAT = Duration.ofMillis(10);

  /** The share of an interval from which on its rate says as much as that of a whole one. */
  private static final double WHOLE = 0.9;

  private static final Duration RETRY = Duration.ofMillis(100);

  final Dispatcher dispatcher;
  final LoadOptions options;
  final Numbered numbered;
  final ByteBuffer outgoing;
  final ByteBuffer expected;
  final ByteBuffer incoming = ByteBuffer.allocateDirect(Payload.VIEW_MAX);
  final Meter meter = new Meter();
  private final LoadPeer[] connections;
  private final SplittableRandom sizes;
  private final Pacer pacer;
  private final Heartbeat heartbeat;
  private final Load.Progress progress;
  private Phase phase = Phase.CONNECTING;
  private int begun;
  private int undecided;
  private boolean everConnected;
  private @Nullable IOException refusal;
  private @Nullable Callback reports;
  private long measureStartNanos;
  private long endNanos;
  private long remaining;
  private long reportedNanos;
  private long progressNanos;

  LoadLoop(Dispatcher dispatcher, LoadOptions options, int firstNumber, Load.Progress progress) {
    this.dispatcher = dispatcher;
    this.options = options;
    this.progress = progress;
    Payload payload = new Payload(options.seed());
    numbered = new Numbered(payload);
    outgoing = payload.view();
    expected = payload.view();
    sizes = new SplittableRandom(options.seed());
    connections = new LoadPeer[options.shape().connections()];
    for (int index = 0; index < connections.length; index++) {
      connections[index] = peer(firstNumber + index);
    }
    pacer = new Pacer(dispatcher, options, this::issue);
    heartbeat = new Heartbeat(dispatcher, HEARTBEAT, this::beat);
    remaining = options.span().messages();
    undecided = connections.length;
  }

  private LoadPeer peer(int number) {
    int pipeline = options.shape().pipeline();
    if (!options.datagrams()) {
      return new LoadConnection(this, number, pipeline);
    }
    // By a schedule, a datagram that is lost must not keep the next ones waiting.
    boolean isClosedLoop = options.schedule().isClosedLoop();
    return new LoadDatagrams(this, number, isClosedLoop ? pipeline : Math.max(pipeline, 1024));
  }

  /** Connects; the load begins when every connection is made or refused. */
  void start() {
    progressNanos = now();
    double rate = options.schedule().connectRatePerSecond();
    if (options.shape().reconnect()) {
      // Each message connects.
      undecided = 0;
      everConnected = true;
      warmUp();
    } else if (rate == 0) {
      while (begun < connections.length) {
        connections[begun++].connect();
      }
    } else {
      dispatcher.every(
          0,
          1 / rate,
          (callback, _) -> {
            connections[begun++].connect();
            if (begun == connections.length || phase == Phase.OVER) {
              callback.cancel();
            }
          });
    }
  }

  void connected(long connectNanos, long handshakeNanos) {
    meter.connected(connectNanos, handshakeNanos);
    opened();
  }

  /** One may send from now on, without a connection that was made. */
  void opened() {
    everConnected = true;
    decided();
  }

  void connectFailed(LoadPeer one, IOException failure) {
    meter.failed(ErrorKind.of(failure), 1);
    refusal = failure;
    decided();
    retry(one);
  }

  private void decided() {
    if (undecided > 0 && --undecided == 0) {
      if (everConnected) {
        warmUp();
      } else {
        finish();
      }
    }
  }

  private void retry(LoadPeer one) {
    if (phase == Phase.WARMING || phase == Phase.MEASURING) {
      dispatcher.after(
          RETRY,
          (_, _) -> {
            if (phase != Phase.OVER) {
              one.connect();
            }
          });
    } else if (phase == Phase.DRAINING) {
      endWhereNothingIsOwed();
    }
  }

  private void warmUp() {
    enter(Phase.WARMING);
    heartbeat.start();
    Duration warmup = options.span().warmup();
    long startNanos = now();
    // The schedule decides which messages are measured, not the time at which this loop wakes.
    measureStartNanos = startNanos + warmup.toNanos();
    endNanos =
        options.span().messages() > 0
            ? Long.MAX_VALUE
            : measureStartNanos + options.span().duration().toNanos();
    if (warmup.isZero()) {
      measure();
    } else {
      dispatcher.after(warmup, (_, _) -> measure());
    }
    for (LoadPeer one : connections) {
      if (!one.isConnected() && !options.shape().reconnect()) {
        retry(one);
      }
    }
    if (options.schedule().isClosedLoop()) {
      for (LoadPeer one : connections) {
        for (int count = 0; count < options.shape().pipeline(); count++) {
          next(one, now());
        }
      }
    } else {
      pacer.start(startNanos);
    }
  }

  private void measure() {
    if (phase != Phase.WARMING) {
      return;
    }
    enter(Phase.MEASURING);
    meter.beginMeasuring();
    heartbeat.reset();
    reportedNanos = measureStartNanos;
    progressNanos = now();
    progress.measuring();
    reports =
        dispatcher.every(
            options.span().interval(), options.span().interval(), (_, _) -> report(false));
    if (options.span().messages() == 0) {
      dispatcher.after(options.span().duration(), (_, _) -> drain());
    }
  }

  private void report(boolean isRest) {
    long now = now();
    progress.interval(
        meter.takeInterval(reportedNanos - measureStartNanos, now - reportedNanos, isRest));
    reportedNanos = now;
  }

  /** A message of the schedule is due. */
  private boolean issue(long index, long intended, long now) {
    if (phase != Phase.WARMING && phase != Phase.MEASURING) {
      return false;
    }
    if (intended - endNanos >= 0) {
      drain();
      return false;
    }
    if (isMeasured(intended) && !takeFromBudget()) {
      drain();
      return false;
    }
    LoadPeer one = connections[(int) (index % connections.length)];
    one.offer(intended, now);
    if (options.shape().reconnect()) {
      one.connect();
    }
    return true;
  }

  /** In a closed loop, sends the next message of a connection. */
  void next(LoadPeer one, long now) {
    boolean sends = phase == Phase.WARMING || phase == Phase.MEASURING;
    if (sends && options.schedule().isClosedLoop()) {
      boolean isAllowed = now - endNanos < 0 && (!isMeasured(now) || takeFromBudget());
      if (isAllowed) {
        one.offer(now, now);
        if (options.shape().reconnect()) {
          one.connect();
        }
        return;
      }
      drain();
    }
    if (phase == Phase.DRAINING) {
      endWhereNothingIsOwed();
    }
  }

  private boolean isMeasured(long intended) {
    return intended - measureStartNanos >= 0;
  }

  private boolean takeFromBudget() {
    if (options.span().messages() > 0) {
      if (remaining == 0) {
        return false;
      }
      remaining--;
    }
    meter.planned++;
    return true;
  }

  void sent(long intended, long now) {
    if (isMeasured(intended) && now - intended > Meter.LATE_NANOS) {
      meter.late++;
    }
  }

  void answered(long intended, long sent, long now, int size) {
    progressNanos = now;
    if (isMeasured(intended)) {
      meter.answered(intended, sent, now, size);
    } else {
      meter.warmupMessages++;
    }
  }

  void lost(LoadPeer one, ErrorKind kind, int messages) {
    meter.failed(kind, Math.max(1, messages));
    if (phase == Phase.WARMING || phase == Phase.MEASURING) {
      if (options.schedule().isClosedLoop()) {
        for (int count = 0; count < messages; count++) {
          next(one, now());
        }
      }
      retry(one);
    } else {
      endWhereNothingIsOwed();
    }
  }

  /** Something was not as it should be, and no message was lost by it. */
  void noted(ErrorKind kind) {
    meter.failed(kind, 1);
  }

  void mismatch(String what) {
    if (meter.firstMismatch.isEmpty()) {
      meter.firstMismatch = what;
    }
  }

  private void beat(long lagNanos) {
    meter.lag(lagNanos);
    boolean isStuck = now() - progressNanos > options.span().timeout().toNanos();
    if (phase == Phase.MEASURING && options.span().messages() > 0 && isStuck) {
      drain();
      finish();
    }
  }

  /** Sends nothing new, and waits for what is owed. */
  private void drain() {
    if (phase.compareTo(Phase.DRAINING) >= 0) {
      return;
    }
    boolean isWhole = now() - reportedNanos >= WHOLE * options.span().interval().toNanos();
    if (phase == Phase.MEASURING && isWhole) {
      // It ends with the load, whose timer may come before that of the reports.
      report(false);
    }
    enter(Phase.DRAINING);
    endNanos = Math.min(endNanos, now());
    pacer.stop();
    heartbeat.stop();
    stopReports();
    dispatcher.after(options.span().timeout(), (_, _) -> finish());
    endWhereNothingIsOwed();
  }

  private void endWhereNothingIsOwed() {
    if (phase != Phase.DRAINING) {
      return;
    }
    for (LoadPeer one : connections) {
      boolean isHopeless = !one.isConnected() && !options.shape().reconnect();
      if (one.inFlight() > 0 || (one.waiting() > 0 && !isHopeless)) {
        return;
      }
    }
    finish();
  }

  private void stopReports() {
    if (reports != null) {
      reports.cancel();
    }
  }

  /** Ends at once, with what has come. */
  void finish() {
    if (phase == Phase.OVER) {
      return;
    }
    boolean measured = phase.compareTo(Phase.MEASURING) >= 0;
    endNanos = Math.min(endNanos, now());
    enter(Phase.OVER);
    pacer.stop();
    heartbeat.stop();
    stopReports();
    if (measured) {
      report(true);
    }
    for (LoadPeer one : connections) {
      meter.failed(ErrorKind.TIMEOUT, one.inFlight());
      meter.failed(ErrorKind.UNSENT, one.waiting());
      one.closeGently();
    }
    dispatcher.after(options.connection().lingerTimeout(), (_, _) -> dispatcher.stop());
    dispatcher.defer(this::stopWhereAlone);
  }

  private void stopWhereAlone() {
    if (dispatcher.endpoints().isEmpty()) {
      dispatcher.stop();
    } else {
      dispatcher.after(Duration.ofMillis(1), (_, _) -> stopWhereAlone());
    }
  }

  boolean isOver() {
    return phase == Phase.OVER;
  }

  long now() {
    return dispatcher.kernel().nanoTime();
  }

  int drawSize() {
    Shape shape = options.shape();
    return shape.sizeMin() == shape.sizeMax()
        ? shape.sizeMin()
        : sizes.nextInt(shape.sizeMin(), shape.sizeMax() + 1);
  }

  /** The measured time, until the last answer of it. */
  long measuredNanos() {
    return Math.max(1, Math.max(endNanos, meter.lastAnswerNanos) - measureStartNanos);
  }

  /** Why nothing could be connected; null where something could. */
  @Nullable IOException refusal() {
    return everConnected ? null : refusal;
  }

  private void enter(Phase next) {
    if (next.compareTo(phase) <= 0) {
      throw new IllegalStateException("a load can't go from " + phase + " to " + next);
    }
    phase = next;
  }
}
