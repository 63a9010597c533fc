package io.echod.measure.load;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.measure.ErrorKind;
import io.echod.measure.load.option.LoadOptions;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of a load: a dispatcher, connections, a schedule and an account. Lives on the
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
  private static final Duration RETRY = Duration.ofMillis(100);

  /**
   * Waiting messages get a part of the memory that the virtual machine may use; each takes 24
   * bytes.
   */
  private static final long WAITING_MAX =
      Math.max(1 << 16, Runtime.getRuntime().maxMemory() / 32 / 24);

  final Dispatcher dispatcher;
  final LoadOptions options;
  final Messages messages;
  final Account account;
  private final Peers peers;
  private final Opening opening;
  private final WarmUp.Share warmUp;
  private final Pacer pacer;
  private final Heartbeat heartbeat;
  private Phase phase = Phase.CONNECTING;
  private @Nullable Callback reports;
  private boolean hasWarmedUp;
  private long warmStartNanos;

  LoadLoop(
      Dispatcher dispatcher,
      LoadOptions options,
      int firstNumber,
      WarmUp.Share warmUp,
      Load.Progress progress) {
    this.dispatcher = dispatcher;
    this.options = options;
    this.warmUp = warmUp;
    messages = new Messages(options);
    account = new Account(options.span(), progress);
    peers = new Peers(this, firstNumber);
    opening = new Opening(dispatcher, peers, this::allTried);
    pacer = new Pacer(dispatcher, options, this::issue);
    heartbeat = new Heartbeat(dispatcher, HEARTBEAT, this::beat);
  }

  /** Connects; the load begins when every connection is made or refused. */
  void start() {
    if (options.shape().reconnect()) {
      // Each message connects.
      opening.skip();
    } else {
      opening.start(options.schedule().connectRatePerSecond());
    }
  }

  void connected(long connectNanos, long handshakeNanos) {
    account.meter.connected(connectNanos, handshakeNanos);
    opened();
  }

  /** One may send from now on, without a connection that was made. */
  void opened() {
    opening.connected();
  }

  void connectFailed(LoadPeer one, IOException failure) {
    account.meter.failed(ErrorKind.of(failure), 1);
    opening.failed(failure);
    retry(one);
  }

  private void allTried() {
    if (opening.hasConnected()) {
      warmUp();
    } else {
      finish();
    }
  }

  private void retry(LoadPeer one) {
    if (sends()) {
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
    hasWarmedUp = true;
    warmStartNanos = now();
    if (options.span().warmup().isZero()) {
      measure(warmStartNanos);
    } else {
      warmUp.start(dispatcher, () -> account.meter.warmupMessages, () -> measure(now()));
    }
    peers.forEachMissing(this::retry);
    if (options.schedule().isClosedLoop()) {
      for (int count = 0; count < options.shape().pipeline(); count++) {
        peers.forEach(one -> next(one, now()));
      }
    } else {
      pacer.start(warmStartNanos);
    }
  }

  /**
   * The messages of that time and later count: others are of the warm-up, however late they are.
   */
  private void measure(long startNanos) {
    if (phase != Phase.WARMING) {
      return;
    }
    enter(Phase.MEASURING);
    warmUp.end();
    heartbeat.reset();
    account.begin(startNanos);
    Duration interval = options.span().interval();
    reports = dispatcher.every(interval, interval, (_, _) -> account.report(now()));
    if (options.span().messages() == 0) {
      dispatcher.after(options.span().duration(), (_, _) -> drain());
    }
  }

  private boolean sends() {
    return phase == Phase.WARMING || phase == Phase.MEASURING;
  }

  /** A message of the schedule is due. */
  private boolean issue(long index, long intended, long now) {
    if (!sends()) {
      return false;
    }
    if (!account.admits(intended)) {
      drain();
      return false;
    }
    LoadPeer one = peers.inTurn(index);
    if (one.waiting() < WAITING_MAX / options.shape().connections()) {
      offer(one, intended, now);
    } else {
      // A schedule that is so far behind would take all memory.
      account.meter.failed(ErrorKind.UNSENT, 1);
    }
    return true;
  }

  /** In a closed loop, sends the next message of a connection. */
  void next(LoadPeer one, long now) {
    if (sends() && options.schedule().isClosedLoop()) {
      if (account.admits(now)) {
        offer(one, now, now);
        return;
      }
      drain();
    }
    if (phase == Phase.DRAINING) {
      endWhereNothingIsOwed();
    }
  }

  private void offer(LoadPeer one, long intended, long now) {
    one.offer(intended, now);
    if (options.shape().reconnect()) {
      one.connect();
    }
  }

  void lost(LoadPeer one, ErrorKind kind, int count) {
    account.meter.failed(kind, Math.max(1, count));
    if (sends()) {
      if (options.schedule().isClosedLoop()) {
        for (int message = 0; message < count; message++) {
          next(one, now());
        }
      }
      retry(one);
    } else {
      endWhereNothingIsOwed();
    }
  }

  private void beat(long lagNanos) {
    account.meter.lag(lagNanos);
    boolean isStuck = now() - account.progressNanos() > options.span().timeout().toNanos();
    if (phase == Phase.MEASURING && options.span().messages() > 0 && isStuck) {
      drain();
      finish();
    }
  }

  /** Sends nothing new, and waits for what is owed. */
  private void drain() {
    if (!sends()) {
      return;
    }
    enter(Phase.DRAINING);
    stopSending();
    account.endSending(now());
    dispatcher.after(options.span().timeout(), (_, _) -> finish());
    endWhereNothingIsOwed();
  }

  private void endWhereNothingIsOwed() {
    if (phase == Phase.DRAINING && !peers.areOwed()) {
      finish();
    }
  }

  private void stopSending() {
    pacer.stop();
    heartbeat.stop();
    if (reports != null) {
      reports.cancel();
    }
  }

  /** Ends at once, with what has come. */
  void finish() {
    if (phase == Phase.OVER) {
      return;
    }
    enter(Phase.OVER);
    opening.stop();
    warmUp.end();
    stopSending();
    account.end(now());
    peers.forEach(one -> {
      account.meter.failed(ErrorKind.TIMEOUT, one.inFlight());
      account.meter.failed(ErrorKind.UNSENT, one.waiting());
      one.closeGently();
    });
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

  /** How long the warm-up took; 0 where there was none. */
  long warmUpNanos() {
    return hasWarmedUp ? account.nanosSince(warmStartNanos) : 0;
  }

  /** Why nothing could be connected; null where something could. */
  @Nullable IOException refusal() {
    return opening.refusal();
  }

  private void enter(Phase next) {
    if (next.compareTo(phase) <= 0) {
      throw new IllegalStateException("a load can't go from " + phase + " to " + next);
    }
    phase = next;
  }
}
